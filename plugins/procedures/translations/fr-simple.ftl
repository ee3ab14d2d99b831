home-lead = Cherchez une démarche. Nous vous disons quoi faire, et où aller.
empty-title = Il n'y a pas encore de fiche
latest = Ce qui a changé
guided = Répondre à des questions pour trouver
search-advice =
    - Regardez si le mot est bien écrit.
    - Essayez un autre mot.
    - Choisissez un thème sur la [page des démarches](/).
    - Demandez de l'aide à une personne.
missing = Nous n'avons pas la fiche { $id }.
being-updated-title = Cette fiche va changer
being-updated = La fiche n'est pas finie. Demandez à une personne avant de faire la démarche.
places-way = Voir où aller pour avoir de l'aide
services = À faire sur internet, et papiers à remplir
offices = Où aller ?
references = Les lois
definitions = Les mots difficiles
abbreviations = Les mots en lettres
cases-situations = Quelle est votre situation ?
condition-title = C'est pour vous si :
condition-label = C'est pour vous si : { $phrase }
guide-leads = La fiche pour vous
questions-title = Dites-nous votre situation
questions-submit = Voir la page pour moi

near-title = Qui peut vous aider près de chez vous ?
near-hint = Le code postal, ou le nom. Nous ne gardons rien.
near-found = { $commune } : vous pouvez demander de l'aide ici.
near-none = { $commune } : nous ne connaissons personne près de là.
near-unknown = Nous ne connaissons pas cette commune. Écrivez le code postal.
near-ambiguous = Plusieurs communes ont ce nom. Écrivez le code postal.
