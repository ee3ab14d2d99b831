title = PLUGIN_NAME
lead = Les lieux que l’annuaire connaît.
search = Chercher
words = Que cherchez-vous ?
nothing = Aucun lieu ne correspond. Essayez avec d’autres mots.
