# Images que des visiteurs envoient avec un formulaire.
picture-legend = Votre image
picture-none = Laissez tout vide si vous n’avez pas d’image.
picture-why = L’image est réduite. Le lieu et la date de la prise de vue, que les téléphones inscrivent dans le fichier, sont effacés.
picture-kept = Votre image est gardée. Vous n’avez pas à l’envoyer une deuxième fois.
picture-drop = Retirer cette image
picture-file = Fichier de l’image
picture-other = Mettre une autre image à la place
picture-file-hint = Une photo prise avec un téléphone convient : JPEG, PNG, WebP ou GIF, { $count } Mo au plus.
picture-alternative = Ce que montre l’image
picture-alternative-hint = Une phrase pour les personnes qui ne la voient pas. Par exemple : « Une poussette bleue à trois roues ».
picture-rights = À qui est cette image ?
picture-rights-open = Je l’ai faite. Tout le monde peut la reprendre en disant d’où elle vient (Licence Ouverte 2.0)
picture-rights-by-sa = Je l’ai faite. Tout le monde peut la reprendre de la même façon, en nommant son auteur (CC BY-SA 4.0)
picture-rights-allowed = Une autre personne l’a faite, et accepte qu’elle soit montrée ici
picture-credit = Nom de l’auteur de l’image
picture-credit-hint = Nécessaire si une autre personne l’a faite. Sinon, vous pouvez laisser vide. Ce nom sera public.
picture-people = On n’y reconnaît personne, ou les personnes sont d’accord
picture-title = L’image est à compléter
picture-lead = Ce que vous avez écrit est gardé dans cette page et n’est pas encore envoyé. Il part dès que l’image convient. Sans image, laissez le fichier et la description vides.
picture-heic = Ce format n’est pas lu ici (HEIC, AVIF ou vidéo) : enregistrez l’image en JPEG, ou prenez-en une capture d’écran
picture-svg = Un dessin SVG n’est pas pris : enregistrez-le en PNG
picture-unknown = Ce fichier n’est pas une image que nous lisons : choisissez un fichier JPEG, PNG, WebP ou GIF
picture-too-large = Ce fichier est trop gros : { $count } Mo au plus. Votre téléphone peut l’envoyer en plus petit
picture-too-many-pixels = Cette image est trop grande pour être lue : réduisez-la, ou prenez-en une capture d’écran
picture-damaged = Ce fichier est abîmé ou coupé : ouvrez-le sur votre appareil pour vérifier, puis envoyez-le de nouveau ou choisissez-en un autre
picture-busy = Beaucoup d’images arrivent en ce moment : choisissez de nouveau le fichier et envoyez dans une minute
picture-too-many = Trop d’images sont venues d’ici : choisissez de nouveau le fichier et envoyez dans { $count ->
    [one] une minute
   *[other] { $count } minutes
}
picture-full = Ce service ne peut plus garder d’image pour le moment : envoyez sans image, vous pourrez l’ajouter plus tard
picture-gone = L’image envoyée n’est plus gardée, le formulaire est resté ouvert trop longtemps : choisissez de nouveau le fichier
picture-no-file = Choisissez le fichier de l’image, ou effacez ce qu’elle montre
picture-no-alternative = Dites ce que montre l’image
picture-long = C’est trop long : { $count } lettres au plus
picture-no-rights = Dites à qui est l’image
picture-no-credit = Dites qui a fait l’image
picture-no-people = Cochez si on ne reconnaît personne ou si les personnes sont d’accord ; sinon, choisissez une autre image
picture-licence = Image réutilisable : { $licence }
picture-reserved = Reproduction à demander à l’auteur de l’image
case-pictures = Images
case-picture = — L’image est décrite ainsi : « { $text } »
