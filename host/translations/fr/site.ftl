# Ce qui entoure chaque page.
language = Langue
language-name = Français
skip = Aller au contenu
tools = Langue et réglages
main-navigation = Navigation principale
search = Rechercher
search-label = Rechercher sur le site
home = Accueil
help = Aide
comfort = Confort de lecture
trail = Vous êtes ici
to-top = Haut de page
page-address = Adresse de cette page :
error-prefix = Erreur :
accessibility-mention = Accessibilité : non conforme
legal-title = Mentions légales
