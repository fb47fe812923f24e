/*
 * The mailflow language. Section numbers of language.md: 1 and 2 declarations, 4 tests and claims.
 *
 * No actions. White space and line ends mean nothing; a list goes on after a comma only, so the first word after a
 * value without a comma is a keyword.
 */
parser grammar MailflowParser;

options { tokenVocab = MailflowLexer; }

policy : declaration* EOF;

declaration
    : language
    | importFile
    | organization
    | endpoint
    | networkList
    | domainList
    | connector
    | forEach
    | test
    | testsFrom
    | claim
    ;

language     : LANGUAGE number;
importFile   : IMPORT path;
organization : ORGANIZATION name? LBRACE property* RBRACE;
endpoint     : ENDPOINT endpointName COLON endpointKind (LBRACE property* RBRACE)?;
networkList  : NETWORKS listName EQUALS items;
domainList   : DOMAINS listName EQUALS items;

// The body is a rule of its own: the compiler reads it declaration by declaration.
forEach     : forEachHead forEachBody;
forEachHead : FOR EACH rowName IN path LBRACE;
forEachBody : declaration* RBRACE;

// Blocks of organizations and endpoints. Properties may follow each other on one line.
property
    : RELAY DOMAINS items                 # relayDomains
    | SOFTWARE item version=(NUMBER | COLUMN_WORD)? # software
    | DESCRIPTION string                  # describedBy
    | propertyKey items                   # known
    | WORD items?                         # unknown
    ;

propertyKey
    : DOMAINS | DIRECT_SEND | HOP_LIMIT | DIRECTORY | TENANT | SUBSCRIPTION | HYBRID | MAILBOXES | HOSTS | NETWORKS | CERT
    ;

// Connectors.
connector : (CONNECTOR connectorName)? FROM fromEndpoint TO toEndpoint clause*;

clause
    : WHEN criterion+                                         # when
    | REQUIRE requirement+                                    # require
    | VIA items                                               # via
    | OTHERWISE (REJECT | DEFER) (replyCode replyCode?)? STRING? # otherwise
    | MTA_STS (OFF | ENFORCE)                                 # mtaSts
    | DANE (OFF | REQUIRE)                                    # dane
    | DESCRIPTION string                                      # description
    | TLS OFF                                                 # tlsOff
    | MAY RELAY                                               # mayRelay
    | NO RELAY                                                # noRelay
    | CENTRALIZED                                             # centralized
    | DISABLED                                                # disabled
    | KEEP HEADERS                                            # keepHeaders
    | TREAT AS INTERNAL                                       # treatAsInternal
    ;

criterion
    : SENDER items                                  # senderIs
    | RECIPIENT items                               # recipientIs
    | CERT items                                    # certificateIs
    | NETWORK items                                 # networkIs
    | HEADER headerName (string (COMMA string)*)?   # headerIs
    ;

requirement
    : TLS tlsVersion?               # requireTls
    | (CLIENT | SERVER)? CERT items # requireCertificate
    | NETWORK items                 # requireNetwork
    | SENDER items                  # requireSender
    | RECIPIENT items               # requireRecipient
    | SIZE number                   # requireSize
    | AUTH                          # requireAuth
    ;

// Tests.
test      : TEST string AT endpointName LBRACE testLine* RBRACE;
testsFrom : TESTS FROM path;

testLine
    : CLIENT (MAILBOX | address clientFact*)     # client
    | MESSAGE address ARROW address messageFact* # message
    | REMOTE (NO TLS | TLS tlsVersion? (CERT certificateNames)?) # remote
    | EXPECT outcome (BY endpointOrConnector)?   # expect
    ;

clientFact
    : TLS tlsVersion?       # clientTls
    | CERT certificateNames # clientCertificate
    | AUTH value            # clientUser
    ;

messageFact
    : SIZE number              # messageSize
    | HOPS number              # messageHops
    | HEADER headerName string # messageHeader
    ;

// Here the comma may be left out, as long as the names are no keywords.
certificateNames : value (COMMA value | literal)*;

outcome
    : DELIVER                                   # deliver
    | SEND (VIA connectorName | TO INTERNET)    # send
    | REJECT reason                             # reject
    | DEFER reason                              # defer
    ;

// Claims.
claim : ASSERT (EVERY | NO) MESSAGE (FROM fromEndpoint)? (TO toEndpoint)? (WHEN claimCriterion+)? predicate;

claimCriterion
    : criterion                # ofConnector
    | TLS (OFF | tlsVersion)?  # tlsIs
    | SIZE number              # sizeIs
    | HOPS number              # hopsIs
    ;

predicate
    : REACHES endpointName                         # reaches
    | PASSES endpointName                          # passes
    | LEAVES WITH TLS tlsVersion? (CERT items)?    # leavesWithTls
    | IS REJECTED why=(WORD | COLUMN_WORD | DIRECT_SEND)? # isRejected
    | IS DELIVERED                                 # isDelivered
    ;

// Words.
items : item (COMMA item)*;

// A column of a table, or the word `from` itself: one word decides everywhere in what people write, for choices that need more set
// up ANTLR's automaton, which takes longer than reading a small file.
item  : FROM (STRING COLUMN columnName)?
      | literal
      | EMPTY
      | otherKeyword
      ;

endpointName        : name;
endpointKind        : name;
endpointOrConnector : name;
connectorName       : name;
fromEndpoint        : name;
toEndpoint          : name;
listName            : name;
rowName             : name;
columnName          : name | STRING;
headerName          : name;
reason              : name;
path                : STRING;
string              : STRING;
replyCode           : NUMBER | COLUMN_WORD;
tlsVersion          : NUMBER | COLUMN_WORD;
number              : NUMBER | COLUMN_WORD | WORD;

address : literal | EMPTY;
value   : literal | EMPTY | keyword;
literal : WORD | NUMBER | COLUMN_WORD | STRING;
name    : WORD | NUMBER | COLUMN_WORD | keyword;

keyword : FROM | otherKeyword;

otherKeyword
    : LANGUAGE | IMPORT | ORGANIZATION | ENDPOINT | NETWORKS | DOMAINS | CONNECTOR
    | TO | FOR | EACH | IN | TEST | TESTS | AT | ASSERT
    | WHEN | REQUIRE | VIA | OTHERWISE | TLS | OFF | MAY | NO
    | RELAY | CENTRALIZED | MTA_STS | DANE | DISABLED | KEEP | HEADERS | TREAT
    | AS | INTERNAL | DESCRIPTION | REJECT | DEFER | ENFORCE | SENDER | RECIPIENT
    | CERT | CLIENT | SERVER | NETWORK | HEADER | SIZE | AUTH | HOPS
    | DIRECT_SEND | HOP_LIMIT | DIRECTORY | TENANT | SUBSCRIPTION | SOFTWARE | HYBRID | MAILBOXES
    | HOSTS | COLUMN | MESSAGE | REMOTE | EXPECT | MAILBOX | DELIVER | SEND
    | INTERNET | BY | EVERY | REACHES | PASSES | LEAVES | WITH | IS
    | REJECTED | DELIVERED
    ;
