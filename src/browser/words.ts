/** What pages say, in the languages that are met most. Each is a hint where nothing of the page's structure tells more. */

const anyOf = (...words: readonly string[]): RegExp => new RegExp(words.join('|'), 'iu');

/** Where one signs in. */
export const signInWords = anyOf(
  '\\b(?:log|sign)[\\s-]?[io]n\\b',
  '\\blogin\\b',
  'anmeld',
  'einlogg',
  'se connecter',
  'connexion',
  'iniciar sesi[oó]n',
  'inicia sesi[oó]n',
  '\\bacceder\\b',
  '\\bentrar\\b',
  'iniciar sess[aã]o',
  '\\baccedi\\b',
  'inloggen',
  'logga in',
  'log ind',
  'logg inn',
  'kirjaudu',
  'zaloguj',
  'přihlásit',
  'войти',
  'giriş',
  'ログイン',
  '登录',
  '로그인',
);

/** What leads on, once something is done or understood. */
export const goOnWords = anyOf(
  'continue',
  'proceed',
  'click here',
  'go on\\b',
  '\\bnext\\b',
  'return to',
  'back to (?:the )?app',
  'go to (?:the )?app',
  'weiter',
  'fortfahren',
  'zur(?:ück)? zur (?:app|anwendung)',
  'hier klicken',
  'continuer',
  'poursuivre',
  'retour à l',
  'cliquez ici',
  'continuar',
  'volver a la',
  'haga clic',
  'continua\\b',
  'prosegui',
  'doorgaan',
  'fortsätt',
  'fortsæt',
  'fortsett',
  'jatka',
  'kontynuuj',
  'pokračovat',
  'продолжить',
  'devam',
  '続行',
  '继续',
  '계속',
);

/** What a page is for that changes a password: the button before its form. */
export const resetWords = anyOf(
  '(?:reset|set|change|choose|create|update|new).{0,20}password',
  'passwor[dt].{0,20}(?:zurücksetzen|ändern|setzen|vergeben)',
  '(?:réinitialiser|changer|définir).{0,20}mot de passe',
  '(?:restablecer|cambiar|crear).{0,20}contraseña',
);

/** What calls the change off, or leads away from it: never pressed. */
export const callOffWords = anyOf(
  'cancel',
  'not (?:me|you)\\b',
  "(?:didn'?t|did not|haven'?t|wasn'?t)",
  'abbrechen',
  'nicht (?:ich|angefordert)',
  'annuler',
  'pas (?:moi|demandé)',
  'cancelar',
  'annulla',
  'annuleren',
  'avbryt',
  'log ?out',
  'sign ?out',
  'abmelden',
  'unsubscribe',
);

/** What lies beside the way on every page. */
export const besideWords = anyOf(
  'privacy',
  'imprint',
  'terms',
  'cookie',
  'accept all',
  'reject',
  'alle akzeptieren',
  'ablehnen',
  'tout accepter',
  'refuser',
  'rechazar',
  'contact',
  'support',
  'help',
  'legal',
  'impressum',
  'datenschutz',
  'agb\\b',
  'kontakt',
  'hilfe',
  'confidentialité',
  'mentions légales',
  'aide\\b',
  'privacidad',
  'ayuda',
  'show',
  'hide',
  'anzeigen',
  'english',
  'deutsch',
  'français',
  'español',
);

/** A link that is used, too old or wrong. */
export const deadLinkWords = anyOf(
  '(?:link|url|token|code|request|action|page|session|key).{0,60}(?:expired|(?:already|previously) (?:been )?used|invalid|no longer (?:valid|active|available)|not valid|used up)',
  '(?:expired|invalid|used).{0,30}(?:link|url|token|request|action|key)\\b',
  '(?:link|token|anfrage|code).{0,60}(?:abgelaufen|ungültig|bereits (?:verwendet|benutzt)|nicht mehr gültig)',
  '(?:abgelaufen|ungültig).{0,30}(?:link|token|anfrage)',
  '(?:lien|jeton|demande).{0,60}(?:expiré|invalide|déjà (?:été )?utilisé|plus valide)',
  '(?:enlace|token|solicitud).{0,60}(?:caducad|expirad|inválid|no (?:es )?válid|ya (?:ha sido |se ha )?(?:usado|utilizado))',
  '(?:collegamento|link).{0,60}(?:scadut|non (?:è )?(?:più )?valid)',
  '(?:link|koppeling).{0,60}(?:verlopen|ongeldig|al gebruikt)',
);

/** What nobody but the user's own device tells. */
export const oneTimeCodeWords = anyOf(
  '\\b(?:otp|totp|mfa|2fa|tan)\\b',
  '(?:one[\\s-]?time|verification|security|authentication|authenticator|sms|access).{0,3}code',
  'authenticator',
  '(?:bestätigungs|sicherheits|einmal)[\\s-]?code',
  'code (?:de vérification|de sécurité|à usage unique)',
  'código de (?:verificación|seguridad)',
);

/** What a field for a password that is still to be set is called. */
export const newPasswordWords = anyOf(
  'new',
  'confirm',
  'repeat',
  'again',
  'retype',
  'reset',
  'neu',
  'bestätig',
  'wiederhol',
  'nouveau',
  'confirme',
  'nuev',
  'repet',
  'nuov',
  'conferma',
  'nieuw',
  'nytt',
);

export const oldPasswordWords = anyOf(
  'current',
  '\\bold',
  'existing',
  'aktuell',
  'bisherig',
  'actuel',
  'ancien',
  'actual',
  'anterior',
);

/** What a field for a user's name is called. */
export const userNameWords = anyOf(
  'user',
  'e-?mail',
  'login',
  'account',
  'benutzer',
  'konto',
  'utilisateur',
  'identifiant',
  'usuario',
  'correo',
);

/** A sign-in that was refused, where its form is not shown again. */
export const refusedWords = anyOf(
  '(?:invalid|incorrect|wrong|bad|unknown|failed|not recognized).{0,40}(?:password|credential|user ?name|log[\\s-]?in|sign[\\s-]?in|e-?mail)',
  '(?:password|credentials|log[\\s-]?in|sign[\\s-]?in).{0,40}(?:invalid|incorrect|wrong|failed|not (?:match|correct|recognized))',
  '(?:falsch|ungültig|fehlgeschlagen|fehlerhaft).{0,40}(?:passwor[dt]|anmeld|kennwort)',
  '(?:passwor[dt]|anmeldung|kennwort|zugangsdaten).{0,40}(?:falsch|ungültig|fehlgeschlagen)',
  '(?:mot de passe|identifiants?).{0,40}(?:incorrect|invalide|erroné)',
  '(?:contraseña|credenciales).{0,40}(?:incorrect|inválid|no (?:es|son) (?:correct|válid))',
);
