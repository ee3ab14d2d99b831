# Le plan et « Autour de moi » en français simple.
plan-show = Voir ces lieux sur un plan
plan-title = Plan des lieux
plan-caption = Les numéros sont les mêmes dans la liste. Le nord est en haut.
plan-grouped = Un rond avec plusieurs numéros montre des lieux proches.
plan-without = { $count ->
    [one] { $count } lieu n’est pas sur le plan. Nous ne savons pas où il est.
   *[other] { $count } lieux ne sont pas sur le plan. Nous ne savons pas où ils sont.
 }
plan-outside = { $count ->
    [one] { $count } lieu est trop loin pour ce plan.
   *[other] { $count } lieux sont trop loin pour ce plan.
 }
plan-nothing = Nous ne savons pas où sont ces lieux. Il n’y a pas de plan.
plan-no-position = Nous ne savons pas où est ce lieu.
plan-apart-label = Séparer les lieux
plan-neighbours = Les villes les plus proches : { $communes }.
plan-around = Voir un plan plus grand
here-about = Votre téléphone ou votre ordinateur vous demande d’abord votre accord. Il dit à ce site où vous êtes, à 100 mètres près. Ce site ne garde pas cette information.
here-wait = Nous cherchons où vous êtes…
here-refused = Nous ne savons pas où vous êtes. Écrivez le nom de votre ville.
here-unavailable = Nous n’avons pas trouvé où vous êtes. Écrivez le nom de votre ville.
here-late = Cela prend trop de temps. Écrivez le nom de votre ville.
help-plan = Dans l’annuaire, vous pouvez voir les lieux sur un plan. La liste dit la même chose.
help-here = Le bouton « Autour de moi » cherche où vous êtes. Ce site ne garde pas cette information. Vous pouvez aussi écrire le nom de votre ville.
map-show = Afficher la carte
map-hide = Revenir au plan
map-wait = La carte arrive…
map-ready = La carte est affichée.
map-failed = La carte ne marche pas. Regardez le plan ou la liste.
map-about = La carte montre les rues. Elle peut être lente à venir.
map-label = Carte des lieux
map-from = Fond de carte : { $attribution }
