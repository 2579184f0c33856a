/** The languages that there are translations into, in the order of each row. */
export const TRANSLATED = ['de', 'es', 'fr', 'ja'] as const;

export type Sentence = keyof typeof translations;

/** What the pages say. What Cognito says in an error is English in every language. */
export const translations = {
  'stands in for Amazon Cognito on this machine': [
    'vertritt Amazon Cognito auf diesem Rechner',
    'sustituye a Amazon Cognito en este equipo',
    'remplace Amazon Cognito sur cette machine',
    'このコンピューターで Amazon Cognito の代わりをします',
  ],

  'Sign in': ['Anmelden', 'Iniciar sesión', 'Se connecter', 'サインイン'],
  'E-mail address': ['E-Mail-Adresse', 'Correo electrónico', 'Adresse e-mail', 'メールアドレス'],
  'Phone number': ['Telefonnummer', 'Número de teléfono', 'Numéro de téléphone', '電話番号'],
  Username: ['Benutzername', 'Nombre de usuario', 'Nom d’utilisateur', 'ユーザー名'],
  Password: ['Passwort', 'Contraseña', 'Mot de passe', 'パスワード'],
  'Show what I type': [
    'Eingabe anzeigen',
    'Mostrar lo que escribo',
    'Afficher la saisie',
    '入力内容を表示',
  ],
  'No account yet?': [
    'Noch kein Konto?',
    '¿Aún no tiene cuenta?',
    'Pas encore de compte ?',
    'アカウントをお持ちでない場合',
  ],
  'Forgot your password?': [
    'Passwort vergessen?',
    '¿Ha olvidado su contraseña?',
    'Mot de passe oublié ?',
    'パスワードをお忘れですか？',
  ],
  'People to try it with': [
    'Personen zum Ausprobieren',
    'Personas para probar',
    'Comptes pour essayer',
    'お試し用のユーザー',
  ],

  'Choose an account': [
    'Konto wählen',
    'Elegir una cuenta',
    'Choisir un compte',
    'アカウントの選択',
  ],
  'Continue as {address}': [
    'Weiter als {address}',
    'Continuar como {address}',
    'Continuer en tant que {address}',
    '{address} として続ける',
  ],
  'Use another account': [
    'Anderes Konto verwenden',
    'Usar otra cuenta',
    'Utiliser un autre compte',
    '別のアカウントを使う',
  ],

  'Sign up': ['Registrieren', 'Registrarse', 'S’inscrire', 'サインアップ'],
  'You have an account?': [
    'Sie haben ein Konto?',
    '¿Ya tiene una cuenta?',
    'Vous avez un compte ?',
    'アカウントをお持ちの場合',
  ],
  'At least 8 characters, with an uppercase and a lowercase letter, a number and a symbol.': [
    'Mindestens 8 Zeichen, mit Groß- und Kleinbuchstaben, einer Ziffer und einem Sonderzeichen.',
    'Al menos 8 caracteres, con mayúsculas, minúsculas, un número y un símbolo.',
    'Au moins 8 caractères, avec une majuscule, une minuscule, un chiffre et un symbole.',
    '8 文字以上で、大文字、小文字、数字、記号を含めてください。',
  ],

  'Confirm your e-mail address': [
    'E-Mail-Adresse bestätigen',
    'Confirme su correo electrónico',
    'Confirmez votre adresse e-mail',
    'メールアドレスの確認',
  ],
  'A code was mailed to {address}.': [
    'Ein Code wurde an {address} gesendet.',
    'Se ha enviado un código a {address}.',
    'Un code a été envoyé à {address}.',
    '{address} にコードを送信しました。',
  ],
  'Here, mails are read on this page.': [
    'Hier werden E-Mails auf dieser Seite gelesen.',
    'Aquí, los correos se leen en esta página.',
    'Ici, les e-mails se lisent sur cette page.',
    'ここでは、メールはこのページで読みます。',
  ],
  'Code from the mail': [
    'Code aus der E-Mail',
    'Código del correo',
    'Code reçu par e-mail',
    'メールに記載されたコード',
  ],
  Confirm: ['Bestätigen', 'Confirmar', 'Confirmer', '確認'],
  'Send a new code': [
    'Neuen Code senden',
    'Enviar un código nuevo',
    'Envoyer un nouveau code',
    '新しいコードを送信',
  ],

  'Enter your code': [
    'Code eingeben',
    'Introduzca su código',
    'Saisissez votre code',
    'コードの入力',
  ],
  'Code from the authenticator app': [
    'Code aus der Authenticator-App',
    'Código de la aplicación de autenticación',
    'Code de l’application d’authentification',
    '認証アプリのコード',
  ],
  'six digits': ['sechs Ziffern', 'seis dígitos', 'six chiffres', '6 桁の数字'],
  'No app at hand?': [
    'Keine App zur Hand?',
    '¿No tiene la aplicación a mano?',
    'Pas d’application sous la main ?',
    'アプリが手元にない場合',
  ],

  'Set up your authenticator app': [
    'Authenticator-App einrichten',
    'Configure su aplicación de autenticación',
    'Configurez votre application d’authentification',
    '認証アプリの設定',
  ],
  'Scan the picture with an authenticator app.': [
    'Scannen Sie das Bild mit einer Authenticator-App.',
    'Escanee la imagen con una aplicación de autenticación.',
    'Scannez l’image avec une application d’authentification.',
    '認証アプリで画像をスキャンしてください。',
  ],
  'Open the app on this device': [
    'App auf diesem Gerät öffnen',
    'Abrir la aplicación en este dispositivo',
    'Ouvrir l’application sur cet appareil',
    'このデバイスでアプリを開く',
  ],
  'QR code with the secret below': [
    'QR-Code mit dem Geheimnis darunter',
    'Código QR con el secreto de abajo',
    'Code QR avec le secret ci-dessous',
    '下のシークレットを含む QR コード',
  ],
  'Or type the secret:': [
    'Oder geben Sie das Geheimnis ein:',
    'O escriba el secreto:',
    'Ou saisissez le secret :',
    'または、シークレットを入力してください：',
  ],
  'Code that the app shows for {address}': [
    'Code, den die App für {address} zeigt',
    'Código que muestra la aplicación para {address}',
    'Code que l’application affiche pour {address}',
    'アプリに表示される {address} のコード',
  ],
  Finish: ['Fertigstellen', 'Finalizar', 'Terminer', '完了'],

  'Choose a new password': [
    'Neues Passwort wählen',
    'Elija una contraseña nueva',
    'Choisissez un nouveau mot de passe',
    '新しいパスワードの設定',
  ],
  'Yours was given to you. Replace it by one that only you know.': [
    'Ihres wurde Ihnen gegeben. Ersetzen Sie es durch eines, das nur Sie kennen.',
    'La suya le fue asignada. Cámbiela por una que solo usted conozca.',
    'Le vôtre vous a été attribué. Remplacez-le par un autre, connu de vous seul.',
    '現在のパスワードは発行されたものです。自分だけが知るものに変更してください。',
  ],
  'New password': [
    'Neues Passwort',
    'Contraseña nueva',
    'Nouveau mot de passe',
    '新しいパスワード',
  ],
  'Go on': ['Weiter', 'Continuar', 'Continuer', '次へ'],
  'A code will be mailed to you, with which you choose a new one.': [
    'Sie erhalten per E-Mail einen Code, mit dem Sie ein neues wählen.',
    'Recibirá por correo un código con el que elegir una nueva.',
    'Vous recevrez par e-mail un code pour en choisir un nouveau.',
    '新しいパスワードを設定するためのコードをメールで送信します。',
  ],
  'Mail a code': ['Code senden', 'Enviar un código', 'Envoyer un code', 'コードを送信'],
  'Back to sign in': [
    'Zurück zur Anmeldung',
    'Volver al inicio de sesión',
    'Retour à la connexion',
    'サインインに戻る',
  ],
  'If there is such an account, a code was mailed.': [
    'Wenn es ein solches Konto gibt, wurde ein Code gesendet.',
    'Si existe esa cuenta, se ha enviado un código.',
    'Si ce compte existe, un code a été envoyé.',
    '該当するアカウントがある場合は、コードを送信しました。',
  ],
  'Change password': [
    'Passwort ändern',
    'Cambiar la contraseña',
    'Changer le mot de passe',
    'パスワードを変更',
  ],

  'Login option is not available. Please try another one': [
    'Diese Anmeldung gibt es hier nicht. Bitte wählen Sie eine andere.',
    'Esta opción de inicio de sesión no está disponible. Pruebe otra.',
    'Cette option de connexion n’est pas disponible. Essayez-en une autre.',
    'このサインイン方法は利用できません。別の方法をお試しください。',
  ],
  'That took too long: please sign in again.': [
    'Das hat zu lange gedauert: Bitte melden Sie sich noch einmal an.',
    'Ha pasado demasiado tiempo: inicie sesión de nuevo.',
    'Cela a pris trop de temps : veuillez vous reconnecter.',
    '時間切れです。もう一度サインインしてください。',
  ],
  'Your password was changed: please sign in with it.': [
    'Ihr Passwort wurde geändert: Bitte melden Sie sich damit an.',
    'Su contraseña ha cambiado: inicie sesión con ella.',
    'Votre mot de passe a été changé : connectez-vous avec le nouveau.',
    'パスワードを変更しました。新しいパスワードでサインインしてください。',
  ],
  'A new code is on its way.': [
    'Ein neuer Code ist unterwegs.',
    'Un código nuevo está en camino.',
    'Un nouveau code est en route.',
    '新しいコードを送信しました。',
  ],
};
