# Les imports, en français simple.
imports-lead = Un import lit un fichier. Il en fait des fiches.
import-lead = Choisissez le format. Puis choisissez un fichier ou une adresse.
import-busy-text = Attendez la fin. Puis revenez.
import-fault-both = Choisissez un fichier ou une adresse. Pas les deux.
import-fault-address = Cette adresse ne va pas. Elle commence par https.
import-fault-department = Ce numéro de département n’existe pas.
import-fault-mapping = Choisissez une table de correspondance.
import-fault-disk = Le fichier n’a pas été gardé. Le disque est peut-être plein.
import-order-fetched = Nous cherchons le fichier.
import-kept = Ce qui est pris reste. Corrigez le fichier et recommencez.
import-report = Ce qui est arrivé à chaque ligne
import-report-text = Les lignes sans changement ne sont pas là.
import-report-csv = Télécharger la liste en tableau
import-report-txt = Télécharger la liste en texte
