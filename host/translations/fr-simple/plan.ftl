# Le plan en français simple.
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
help-plan = Dans l’annuaire, vous pouvez voir les lieux sur un plan. La liste dit la même chose.
