lead = Voici ce qui se passe près de chez vous.
empty =
    Il n’y a rien pour le moment. Revenez bientôt.

    Pour l’administrateur : voyez la page en français.
none-title = Nous n’avons rien trouvé
none = Cherchez avec moins de mots. Ou choisissez une autre date.
missing = Cet événement n’est pas dans l’agenda
left-out = Il y a plus d’événements. Cherchez dans l’agenda pour les voir.
feeds-words = Votre calendrier peut suivre cette liste. Choisissez un lien.
filter-words = Quel mot cherchez-vous ?
filter-near-hint = Le nom, ou le code postal.
filter-access = Pour les personnes handicapées
near-unknown = Nous ne connaissons pas cette commune. Écrivez le code postal.
status-cancelled-words = L’événement n’a pas lieu. Ne venez pas.
status-full-words = Il n’y a plus de place. Demandez à l’organisateur.
status-postponed-words = L’événement a lieu plus tard. La date n’est pas connue.
status-rescheduled-words = La date a changé. Regardez bien la date.
status-moved-online-words = L’événement est sur internet maintenant.
moved-online = C’est sur internet maintenant
over-words = Il n’y a pas d’autre date.
details = En savoir plus
price = Le prix
access = Prévu pour ce handicap
add = Mettre dans mon calendrier
take-part = Venir par internet
register = S’inscrire sur internet
