"""Where people in Germany have their private mailboxes; an installation may name more."""

_NAMES = """
163.com 1und1.de aol.com aol.de arcor.de bluewin.ch chello.at email.de fastmail.com fastmail.fm
firemail.de free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.eu gmx.info gmx.li gmx.net
gmx.org googlemail.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr icloud.com kabelmail.de
laposte.net libero.it live.com live.de live.nl mac.com magenta.de mail.com mail.de mail.ru
mailbox.org mailfence.com me.com msn.com netcologne.de o2mail.de o2online.de onet.pl online.de
orange.fr osnanet.de outlook.com outlook.de pm.me posteo.at posteo.de posteo.eu posteo.net
posteo.org proton.me protonmail.ch protonmail.com qq.com rocketmail.com seznam.cz t-online.de
tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net unity-mail.de unitybox.de versanet.de
vodafone.de vodafonemail.de web.de wp.pl yahoo.co.uk yahoo.com yahoo.de yahoo.fr yahoo.it yandex.com
yandex.ru ymail.com zoho.com
"""
PROVIDERS = frozenset(_NAMES.split())
