# Ce qui entoure chaque page, en français simple : phrases de 12 mots au plus.
language-name = Français simple
skip = Aller directement au texte
tools = Langue et façon de lire
main-navigation = Les pages du site
search-label = Chercher sur le site
search = Chercher
home = Première page
comfort = Mieux lire
to-top = Remonter en haut
