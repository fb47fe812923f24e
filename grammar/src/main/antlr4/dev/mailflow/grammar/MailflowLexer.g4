/*
 * The words of a .mailflow file. Total: every text becomes tokens, so that one odd character never hides the rest.
 */
lexer grammar MailflowLexer;

channels { COMMENT_CHANNEL, ODD_CHANNEL }

// Keywords. All are contextual: the parser's `name` takes any of them.
LANGUAGE : 'language';
IMPORT : 'import';
ORGANIZATION : 'organization';
ENDPOINT : 'endpoint';
NETWORKS : 'networks';
DOMAINS : 'domains';
CONNECTOR : 'connector';
FROM : 'from';
TO : 'to';
FOR : 'for';
EACH : 'each';
IN : 'in';
TEST : 'test';
TESTS : 'tests';
AT : 'at';
ASSERT : 'assert';
WHEN : 'when';
REQUIRE : 'require';
VIA : 'via';
OTHERWISE : 'otherwise';
TLS : 'tls';
OFF : 'off';
MAY : 'may';
NO : 'no';
RELAY : 'relay';
CENTRALIZED : 'centralized';
MTA_STS : 'mta-sts';
DANE : 'dane';
DISABLED : 'disabled';
KEEP : 'keep';
HEADERS : 'headers';
TREAT : 'treat';
AS : 'as';
INTERNAL : 'internal';
DESCRIPTION : 'description';
REJECT : 'reject';
DEFER : 'defer';
ENFORCE : 'enforce';
SENDER : 'sender';
RECIPIENT : 'recipient';
CERT : 'cert';
CLIENT : 'client';
SERVER : 'server';
NETWORK : 'network';
HEADER : 'header';
SIZE : 'size';
AUTH : 'auth';
HOPS : 'hops';
DIRECT_SEND : 'direct-send';
HOP_LIMIT : 'hop-limit';
DIRECTORY : 'directory';
TENANT : 'tenant';
SUBSCRIPTION : 'subscription';
SOFTWARE : 'software';
HYBRID : 'hybrid';
MAILBOXES : 'mailboxes';
HOSTS : 'hosts';
COLUMN : 'column';
MESSAGE : 'message';
REMOTE : 'remote';
EXPECT : 'expect';
MAILBOX : 'mailbox';
DELIVER : 'deliver';
SEND : 'send';
INTERNET : 'internet';
BY : 'by';
EVERY : 'every';
REACHES : 'reaches';
PASSES : 'passes';
LEAVES : 'leaves';
WITH : 'with';
IS : 'is';
REJECTED : 'rejected';
DELIVERED : 'delivered';

ARROW  : '->';
LBRACE : '{';
RBRACE : '}';
COMMA  : ',';
EQUALS : '=';
COLON  : ':';

// The empty reverse-path (RFC 5321 4.5.5).
EMPTY : '<>';

STRING : '"' STRING_CHAR* '"';

// A word that begins with a digit: a version, a reply code, a size, an address.
NUMBER : [0-9] WORD_PART*;
// A word that begins with a column of a table: could become anything.
COLUMN_WORD : PLACEHOLDER WORD_PART*;
WORD : WORD_START WORD_PART*;

COMMENT : '#' ~[\r\n]* -> channel(COMMENT_CHANNEL);
SPACE   : [ \t\r\n\f]+ -> skip;

// What people write by mistake. Named here, reported by the compiler, so that reading goes on.
OTHER_ARROW        : '=>' | '-'+ '->' | '\u2192' | '\u21D2';
ANGLED             : '<' ~[<> \t\r\n{}"]+ '>';
OTHER_STRING       : [\u201C-\u201F\u00AB\u00BB\u2018-\u201B] ~[\u201C-\u201F\u00AB\u00BB\u2018-\u201B"\r\n]* ([\u201C-\u201F\u00AB\u00BB\u2018-\u201B] | '"');
UNCLOSED_STRING    : '"' STRING_CHAR*;
UNCLOSED_COLUMN    : WORD_PART* '${' COLUMN_CHAR*;
SPACED_COLUMN      : WORD_PART* '${' [ \t]* COLUMN_CHAR* [ \t]* '}' WORD_PART*;
SLASH_COMMENT      : '//' ~[\r\n]* -> channel(ODD_CHANNEL);
DASH_COMMENT       : '--' [ \t] ~[\r\n]* -> channel(ODD_CHANNEL);
BLOCK_COMMENT      : '/*' .*? ('*/' | EOF) -> channel(ODD_CHANNEL);
ODD_SPACE          : [\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF\u00AD]+ -> channel(ODD_CHANNEL);
SEMICOLON          : ';' -> channel(ODD_CHANNEL);
ODD_CHARACTER      : ([<>] '=' | .) -> channel(ODD_CHANNEL);

fragment PLACEHOLDER : '${' COLUMN_CHAR+ '}';
fragment COLUMN_CHAR : ~[ \t\r\n\f{},"#$];
// A colon joins only where something follows, so that `bank :` and `bank:` end the name.
fragment WORD_START  : PLACEHOLDER | WORD_CHAR | '::';
fragment WORD_PART   : WORD_START | ':' (WORD_CHAR | PLACEHOLDER);
fragment WORD_CHAR   : ~[ \t\r\n\f{},="#<>;:\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF\u00AD\u201C-\u201F\u00AB\u00BB\u2018-\u201B\u2192\u21D2];
fragment STRING_CHAR : ~["\\\r\n] | '\\' ~[\r\n];
