# Ce que l’instance sert, en sommes.
statistics-title = Statistiques
statistics-lead = Des nombres pour chaque jour. On ne suit personne. Les personnes connectées ne sont pas comptées.
statistics-period = Période
statistics-weeks = { $count ->
    [one] Une semaine
   *[other] { $count } semaines
 }
statistics-none = Rien n’a encore été compté.
statistics-pages = Pages ouvertes
statistics-pages-total = { $count ->
    [0] Aucune page n’a été ouverte.
    [one] Une page a été ouverte.
   *[other] { $count } pages ont été ouvertes.
 }
statistics-chart = Pages ouvertes du { $first } au { $last }. Le tableau plus bas dit la même chose.
statistics-searches = Recherches
statistics-searches-total = { $count ->
    [0] Personne n’a cherché.
    [one] Une recherche. Sans réponse : { $vain }.
   *[other] { $count } recherches. Sans réponse : { $vain }.
 }
statistics-vain = Cherché et pas trouvé
statistics-vain-note = Un mot cherché apparaît ici après { $times } fois. Il s’efface après { $days } jours.
statistics-contributions = Ce que le public a envoyé
statistics-table = Jour par jour
statistics-csv = Télécharger le fichier CSV
statistics-day = Jour
statistics-days = du { $first } au { $last }
statistics-figure = Chiffre
statistics-of = De quoi
statistics-count = Nombre
statistics-figure-page = Pages ouvertes
statistics-figure-search = Recherches
statistics-figure-vain = Recherches sans réponse
statistics-figure-contribution = Envois du public
statistics-of-home = Accueil
statistics-of-search = Recherche
statistics-of-directory = Annuaire : listes
statistics-of-record = Annuaire : fiches
statistics-of-functions = Annuaire : qui fait quoi
statistics-of-help = Aide
statistics-of-suggestion = Erreurs signalées
