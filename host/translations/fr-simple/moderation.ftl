cases-none = Rien n’attend. Ce que les gens écrivent arrive ici.
case-bad-text = Personne ne voit plus la fiche. Nous gardons la raison et vos mots.
case-words-hint = Dites ce qui ne va pas. Dites que faire.
case-changed = La fiche a changé. Regardez encore une fois.
case-modes-lead = Quand l’équipe regarde-t-elle chaque genre de fiche ?
case-mode-before = Avant : l’équipe regarde d’abord
case-mode-after = Après : la fiche paraît tout de suite
duty-order = Écrivez deux jours. Le dernier vient après le premier. Un an au plus.
