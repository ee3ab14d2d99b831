picture-none = Vous n’avez pas d’image ? Laissez tout vide.
picture-why = Nous réduisons l’image. Nous effaçons le lieu et la date de la photo.
picture-kept = Nous avons votre image. Ne l’envoyez pas une deuxième fois.
picture-file-hint = Une photo de téléphone convient. Elle fait { $count } Mo au plus.
picture-alternative-hint = Une phrase pour les personnes qui ne voient pas l’image. Par exemple : « Une poussette bleue à trois roues ».
picture-rights-open = Je l’ai faite. Tout le monde peut la reprendre (Licence Ouverte 2.0)
picture-rights-by-sa = Je l’ai faite. On peut la reprendre avec mon nom (CC BY-SA 4.0)
picture-rights-allowed = Une autre personne l’a faite. Elle est d’accord
picture-credit-hint = Écrivez le nom si une autre personne l’a faite. Tout le monde verra ce nom.
picture-title = Il manque quelque chose à l’image
picture-lead = Rien n’est perdu. Rien n’est encore envoyé. Corrigez l’image, puis envoyez. Sans image, effacez aussi ce qu’elle montre.
picture-heic = Nous ne lisons pas ce fichier. Faites une capture d’écran de l’image
picture-svg = Nous ne prenons pas ce dessin. Enregistrez-le en PNG
picture-unknown = Ce fichier n’est pas une image. Choisissez une photo
picture-too-large = Ce fichier est trop gros : { $count } Mo au plus
picture-too-many-pixels = Cette image est trop grande. Faites-en une capture d’écran
picture-damaged = Ce fichier est abîmé. Choisissez-en un autre
picture-busy = Beaucoup d’images arrivent. Choisissez de nouveau le fichier dans une minute
picture-too-many = Trop d’images sont venues d’ici. Recommencez dans { $count ->
    [one] une minute
   *[other] { $count } minutes
}
picture-full = Il n’y a plus de place. Envoyez sans image
picture-gone = Votre image n’est plus là. Choisissez de nouveau le fichier
picture-no-file = Choisissez l’image, ou effacez ce qu’elle montre
picture-no-people = Cochez si on ne reconnaît personne. Sinon, changez d’image
