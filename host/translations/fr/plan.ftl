# Le plan des résultats et « Autour de moi ».
plan-show = Voir ces résultats sur un plan
plan-hide = Voir la liste sans le plan
plan-title = Plan des résultats
plan-title-part = plan
plan-skip = Passer le plan
plan-caption = Les numéros sont ceux de la liste. Le nord est en haut.
plan-grouped = Un repère à plusieurs numéros réunit des lieux proches.
plan-from = Le cercle en pointillé montre : { $name }.
plan-point = ce point
plan-pin = { $number } : { $name }
plan-pins = { $mark } : fiches { $numbers }
plan-without = { $count ->
    [one] { $count } résultat sans position n’est pas sur le plan.
   *[other] { $count } résultats sans position ne sont pas sur le plan.
 }
plan-outside = { $count ->
    [one] { $count } résultat est en dehors de ce plan.
   *[other] { $count } résultats sont en dehors de ce plan.
 }
plan-nothing = Aucun de ces résultats n’a de position connue : il n’y a rien à placer sur un plan.
plan-no-position = Pas de position connue : ce lieu n’est pas sur le plan.
plan-apart-label = Séparer les repères
plan-apart = Plus près de { $mark }
plan-centred = Le numéro { $number } est au milieu.
plan-zoom = Échelle du plan
plan-nearer = Plus près
plan-farther = Plus loin
plan-whole = Tout voir
plan-north = Nord
plan-metres = { $number } m
plan-kilometres = { $number } km
plan-where = Où c’est
plan-place = Plan : { $name }, au milieu des communes proches
plan-neighbours = Communes les plus proches : { $communes }.
plan-around = Voir un plan plus grand, avec les lieux autour
here-button = Autour de moi
here-about = Votre navigateur vous demandera votre accord. Votre position, à 100 mètres près, n’est envoyée qu’à ce site, qui ne la garde pas.
here-wait = Nous demandons votre position à votre navigateur…
here-refused = Votre navigateur n’a pas donné votre position. Écrivez plutôt un code postal ou une commune.
here-unavailable = Votre position n’a pas été trouvée. Écrivez plutôt un code postal ou une commune.
here-late = Votre position tarde à venir. Écrivez plutôt un code postal ou une commune.
help-plan = Dans l’annuaire, un lien place les résultats sur un plan. La liste dit la même chose avec des mots.
help-here = Le bouton « Autour de moi » de l’annuaire demande votre position à votre navigateur, à 100 mètres près. Elle sert à cette recherche et n’est pas gardée. Un code postal suffit aussi.
map-show = Afficher la carte
map-hide = Revenir au plan
map-wait = La carte arrive…
map-ready = La carte est affichée.
map-failed = La carte ne peut pas s’afficher. Le plan et la liste disent la même chose.
map-about = La carte montre aussi les rues. Elle vient de ce site et pèse plus lourd que la page.
map-label = Carte des lieux
map-from = Fond de carte : { $attribution }
