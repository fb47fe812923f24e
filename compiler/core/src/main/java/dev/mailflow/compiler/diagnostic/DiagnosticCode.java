package dev.mailflow.compiler.diagnostic;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every message the compiler can give. A code is never reused and its meaning never changes; each has a page under
 * {@code compiler/docs/diagnostics} and a case in the corpus.
 *
 * <p>MF1 how it is written · MF2 names · MF3 values and kinds · MF4 sense · MF5 behaviour · MF6 what a target cannot
 * say · MF9 the tool itself.
 */
public enum DiagnosticCode {
    // MF9xxx: the tool itself (command line).
    CANNOT_READ("MF9001", Severity.ERROR, "file cannot be read"),
    IS_FOLDER("MF9002", Severity.ERROR, "folder in place of a file"),
    NOT_UTF8("MF9003", Severity.ERROR, "not UTF-8"),
    BINARY_FILE("MF9004", Severity.ERROR, "binary file"),
    EMPTY_FILE("MF9005", Severity.ERROR, "empty file"),
    CANNOT_WRITE("MF9006", Severity.ERROR, "output cannot be written"),
    WOULD_OVERWRITE("MF9007", Severity.ERROR, "file is there already"),

    // MF901x: settings of a build (Maven plugin).
    NOT_A_PACKAGE("MF9010", Severity.ERROR, "not a Java package"),
    UNKNOWN_TARGET("MF9011", Severity.ERROR, "unknown target"),
    SAME_PLACE("MF9012", Severity.ERROR, "two policies write one file"),
    NO_SOURCE_DIRECTORY("MF9013", Severity.ERROR, "source directory without policies"),
    BAD_SETTING("MF9014", Severity.ERROR, "value that a setting does not take"),
    NO_SUCH_TEST("MF9015", Severity.ERROR, "no test has such a title"),
    CHANGED_BY_HAND("MF9016", Severity.WARNING, "generated file was changed by hand"),
    NOT_IN_STYLE("MF9017", Severity.ERROR, "policy is not in style"),

    // MF1xxx: how it is written (parse).
    UNEXPECTED_TEXT("MF1001", Severity.ERROR, "unexpected text"),
    MISSPELT_KEYWORD("MF1002", Severity.ERROR, "misspelt keyword"),
    UNFINISHED("MF1003", Severity.ERROR, "unfinished text"),
    UNCLOSED_BLOCK("MF1004", Severity.ERROR, "block without its closing brace"),
    UNCLOSED_QUOTE("MF1005", Severity.ERROR, "text without its closing quote"),
    MISSING_COMMA("MF1006", Severity.ERROR, "missing comma"),
    EXTRA_COMMA("MF1007", Severity.ERROR, "comma that separates nothing"),
    WRONG_SEPARATOR("MF1008", Severity.ERROR, "wrong `:` or `=`"),
    WRONG_ARROW("MF1009", Severity.ERROR, "arrow written otherwise"),
    MISSING_WORD("MF1010", Severity.ERROR, "missing small word or sign"),
    MISSING_QUOTES("MF1011", Severity.ERROR, "text without quotes"),
    NEEDLESS_QUOTES("MF1012", Severity.ERROR, "quotes or brackets around a bare word"),
    ODD_CHARACTER("MF1013", Severity.ERROR, "character that looks like another"),
    FOREIGN_COMMENT("MF1014", Severity.ERROR, "comment of another language"),
    JOINING_WORD("MF1015", Severity.ERROR, "joining word that the language does without"),
    MISPLACED_PART("MF1016", Severity.ERROR, "part that belongs elsewhere"),
    REPEATED_PART("MF1017", Severity.ERROR, "part said twice"),
    BAD_COLUMN_WORD("MF1018", Severity.ERROR, "unreadable `${…}`"),
    UNOPENED_BLOCK("MF1019", Severity.ERROR, "closing brace that closes nothing"),
    NOT_TEXT("MF1020", Severity.ERROR, "not a text file"),
    LINE_TOO_LONG("MF1021", Severity.ERROR, "line too long"),
    NESTED_TOO_DEEP("MF1022", Severity.ERROR, "blocks nested too deep"),
    MORE_MISTAKES("MF1023", Severity.NOTE, "mistakes left out"),
    SPLIT_VALUE("MF1024", Severity.ERROR, "value in pieces"),
    BRACKETED_LIST("MF1025", Severity.ERROR, "list in the manner of another language"),
    NESTED_DECLARATION("MF1026", Severity.ERROR, "declaration inside of a block"),
    MERGE_MARKS("MF1027", Severity.ERROR, "marks of a merge that was not ended"),

    // MF2xxx: names (resolve).
    UNKNOWN_ENDPOINT("MF2001", Severity.ERROR, "unknown endpoint"),
    DUPLICATE_NAME("MF2002", Severity.ERROR, "name declared twice"),
    UNKNOWN_LIST("MF2003", Severity.ERROR, "unknown list"),
    WRONG_LIST("MF2004", Severity.ERROR, "list of another kind"),
    UNREADABLE_FILE("MF2005", Severity.ERROR, "file cannot be read"),
    IMPORT_CYCLE("MF2006", Severity.ERROR, "files import each other"),
    OUTSIDE_PROJECT("MF2007", Severity.ERROR, "path leads out of the project"),
    UNKNOWN_COLUMN("MF2008", Severity.ERROR, "unknown column"),
    TEMPLATE_OUTSIDE("MF2009", Severity.ERROR, "placeholder outside of `for each`"),
    BAD_TABLE("MF2010", Severity.ERROR, "malformed table"),
    NOT_A_NAME("MF2011", Severity.ERROR, "not a name"),
    UNKNOWN_CONNECTOR("MF2012", Severity.ERROR, "unknown connector"),
    NOT_A_SITE("MF2013", Severity.ERROR, "not a site"),
    NOT_IN_FOR_EACH("MF2014", Severity.ERROR, "declaration not possible in `for each`"),
    UNKNOWN_LANGUAGE_VERSION("MF2015", Severity.ERROR, "unknown language version"),
    NO_LANGUAGE_VERSION("MF2016", Severity.NOTE, "language version not stated"),
    DECLARED_TWICE("MF2017", Severity.ERROR, "declared twice"),
    UNKNOWN_REASON("MF2018", Severity.ERROR, "unknown reason"),
    NOTHING_DECLARED("MF2019", Severity.ERROR, "nothing is declared"),
    LIST_CYCLE("MF2020", Severity.ERROR, "list contains itself"),
    EMPTY_TABLE("MF2021", Severity.WARNING, "table without rows"),
    TOO_DEEP("MF2022", Severity.ERROR, "files or lists nested too deep"),
    IMPORTED_TWICE("MF2030", Severity.NOTE, "file imported twice"),
    LANGUAGE_NOT_FIRST("MF2031", Severity.NOTE, "language version not in front"),
    UNUSED_LIST("MF2032", Severity.NOTE, "list that nothing uses"),

    // MF3xxx: values and kinds (type).
    BAD_DOMAIN("MF3001", Severity.ERROR, "not a domain"),
    BAD_ADDRESS("MF3002", Severity.ERROR, "not a mail address"),
    BAD_NETWORK("MF3003", Severity.ERROR, "not a network"),
    HOST_BITS("MF3004", Severity.NOTE, "network with host bits"),
    BAD_CERTIFICATE_NAME("MF3005", Severity.ERROR, "not a certificate name"),
    BAD_HOST("MF3006", Severity.ERROR, "not a host"),
    BAD_SIZE("MF3007", Severity.ERROR, "not a size"),
    BAD_TLS_VERSION("MF3008", Severity.ERROR, "not a TLS version"),
    BAD_REPLY("MF3009", Severity.ERROR, "not an SMTP reply"),
    BAD_NUMBER("MF3010", Severity.ERROR, "not a number"),
    UNKNOWN_PROPERTY("MF3011", Severity.ERROR, "unknown property"),
    PROPERTY_TWICE("MF3012", Severity.ERROR, "property given twice"),
    PROPERTY_OF_OTHER_KIND("MF3013", Severity.ERROR, "property of another kind of endpoint"),
    BAD_PROPERTY_VALUE("MF3014", Severity.ERROR, "value that the property does not take"),
    CLAUSE_TWICE("MF3015", Severity.ERROR, "clause given twice"),
    CRITERION_TWICE("MF3016", Severity.ERROR, "criterion or requirement given twice"),
    TLS_CONTRADICTION("MF3017", Severity.ERROR, "TLS forbidden and required"),
    RELAY_NOT_POSSIBLE("MF3018", Severity.ERROR, "relay right not possible"),
    SELF_CONNECTOR("MF3019", Severity.ERROR, "connector to itself"),
    NO_SITE("MF3020", Severity.ERROR, "connector without a site"),
    NO_RECIPIENTS("MF3021", Severity.ERROR, "recipients not stated"),
    NO_IDENTITY("MF3022", Severity.ERROR, "source cannot be recognised"),
    NO_EFFECT("MF3023", Severity.ERROR, "clause without effect"),
    UNKNOWN_KIND("MF3024", Severity.ERROR, "unknown kind of endpoint"),
    BAD_HEADER("MF3025", Severity.ERROR, "not a header"),
    BAD_TEST("MF3026", Severity.ERROR, "incomplete test"),
    PREDECLARED_KIND("MF3027", Severity.ERROR, "predeclared endpoint of another kind"),
    RELAY_CONTRADICTION("MF3028", Severity.ERROR, "relay right given and taken"),
    MIXED_SCRIPTS("MF3029", Severity.WARNING, "letters of several alphabets"),
    UNTITLED_TEST("MF3040", Severity.ERROR, "test without a title"),
    STRAY_TEST_LINE("MF3041", Severity.ERROR, "line in the cell of another"),
    CERTIFICATE_WITHOUT_TLS("MF3042", Severity.ERROR, "certificate shown without TLS"),
    CONNECTOR_OF_OTHER_END("MF3043", Severity.WARNING, "test expects a connector of another end"),
    CANNOT_BE_MET("MF3044", Severity.WARNING, "expectation that no message meets"),
    MANY_FOR_ONE("MF3045", Severity.ERROR, "one address expected"),
    EMPTY_USER("MF3046", Severity.ERROR, "empty user name"),

    // MF4xxx: sense (check).
    NO_ACCEPTED_DOMAINS("MF4001", Severity.WARNING, "accepted domains not declared"),
    ACCEPTED_TWICE("MF4002", Severity.ERROR, "domain both authoritative and relay"),
    SHARED_CERTIFICATE("MF4003", Severity.WARNING, "source known only by what all tenants share"),
    FOREIGN_CERTIFICATE("MF4004", Severity.WARNING, "certificate of a trusted source outside the accepted domains"),
    APEX_NOT_COVERED("MF4005", Severity.WARNING, "partner's own domain not covered"),
    SAME_CRITERIA("MF4006", Severity.ERROR, "two connectors for the same mail"),
    NO_NEXT_HOP("MF4007", Severity.WARNING, "next hop not known"),
    SITES_NOT_CONNECTED("MF4008", Severity.WARNING, "mailboxes at two sites without a connector"),
    MAILBOX_UNPLACED("MF4009", Severity.WARNING, "two sites and mailboxes declared nowhere"),
    MAILBOX_TWICE("MF4010", Severity.ERROR, "mailbox at two places"),
    NEVER_HOLDS("MF4011", Severity.WARNING, "requirement that can never hold"),
    TEST_OF_DISABLED("MF4012", Severity.WARNING, "test expects a disabled connector"),
    MAILBOX_NOT_ACCEPTED("MF4013", Severity.WARNING, "mailbox outside the accepted domains"),
    NETWORKS_OVERLAP("MF4014", Severity.NOTE, "networks overlap"),
    HYBRID_REDEFINED("MF4015", Severity.WARNING, "connector that the hybrid wizard made"),
    MAILBOXES_AT_FILTER("MF4016", Severity.WARNING, "mailboxes at a subscription without any"),
    HYBRID_NOT_POSSIBLE("MF4017", Severity.WARNING, "hybrid deployment with other software"),
    RELAY_RIGHT_MISSING("MF4018", Severity.WARNING, "recipients that need a relay right"),
    EVERYBODY_UNKNOWN("MF4019", Severity.WARNING, "complete directory without a mailbox"),
    WHOLE_REGISTRY("MF4020", Severity.WARNING, "wildcard over the domains of everybody"),
    CENTRAL_WAY_TO_PARTNER("MF4021", Severity.WARNING, "central way to a partner"),
    ACCEPTED_DOMAIN_MISSED("MF4022", Severity.WARNING, "accepted domain without the mailboxes beside it"),
    UNUSED_ENDPOINT("MF4023", Severity.NOTE, "endpoint that nothing uses"),
    IMPLICIT_TLS_PORT("MF4024", Severity.WARNING, "port that expects TLS at once"),
    DISABLED_BEHIND_TLS("MF4025", Severity.WARNING, "`disabled` behind `tls`"),
    NETWORK_OF_EVERYBODY("MF4026", Severity.WARNING, "source known by all addresses"),
    OTHER_CERTIFICATE("MF4030", Severity.WARNING, "certificate that its end does not state"),
    NEXT_HOP_IS_SENDER("MF4031", Severity.WARNING, "next hop at the sending site itself"),

    // MF5xxx: behaviour (analysis).
    NEVER_SELECTED("MF5001", Severity.WARNING, "connector that no message can reach"),
    NEVER_FAILS("MF5002", Severity.NOTE, "requirement that never fails"),
    NO_ROUTE("MF5003", Severity.WARNING, "mail of ours that no connector takes"),
    APEX_OF_CRITERION("MF5004", Severity.WARNING, "domain left out of its wildcard"),
    NOT_DECIDED("MF5005", Severity.NOTE, "question left undecided"),
    TIE_BY_HEADER("MF5006", Severity.WARNING, "two connectors for mail with one header twice"),
    CLAIM_REFUTED("MF5010", Severity.ERROR, "claim that does not hold"),
    CLAIM_OF_NOTHING("MF5011", Severity.WARNING, "claim about no message"),
    BEHAVIOUR_WIDENED("MF5020", Severity.WARNING, "behaviour that is widened"),
    BEHAVIOUR_NARROWED("MF5021", Severity.NOTE, "behaviour that is narrowed"),
    BEHAVIOUR_CHANGED("MF5022", Severity.NOTE, "behaviour that is another"),
    GOES_ROUND("MF5030", Severity.WARNING, "mail that goes round between sites"),
    GOES_ROUND_AFTER_FAULT("MF5031", Severity.WARNING, "mail that goes round after one fault"),
    OPEN_RELAY("MF5032", Severity.WARNING, "mail of strangers that leaves to the internet"),
    FILTER_PASSED("MF5033", Severity.WARNING, "lock that is bypassed"),
    CENTRAL_WAY_PASSED("MF5034", Severity.WARNING, "central way that is bypassed"),
    TURNED_BACK("MF5035", Severity.WARNING, "mail that is turned back"),
    ONLY_AFTER_FAULT("MF5036", Severity.NOTE, "what happens after one fault"),
    HANDED_BACK("MF5037", Severity.WARNING, "mail that a service cannot hand back"),
    PARTNER_REFUSED("MF5038", Severity.WARNING, "partner that sends in our name"),
    SENDERS_OF_OTHERS("MF5039", Severity.WARNING, "connector for none of its partner's domains"),
    UNPROTECTED_ELSEWHERE("MF5040", Severity.WARNING, "TLS to a partner that another site does without"),

    // MF6xxx: what a target cannot say.
    RELAY_NEXT_HOP_UNKNOWN("MF6001", Severity.ERROR, "relay without a next hop"),
    NO_SITE_OF_SYSTEM("MF6002", Severity.ERROR, "no site of that system"),
    SAID_NEARLY("MF6030", Severity.WARNING, "said only nearly"),
    CANNOT_BE_SAID("MF6031", Severity.ERROR, "cannot be said"),
    NETWORK_TOO_WIDE("MF6032", Severity.ERROR, "network too wide for the service"),
    TOO_MANY_CONNECTORS("MF6033", Severity.ERROR, "more connectors than a tenant takes"),
    NAME_NOT_POSSIBLE("MF6034", Severity.ERROR, "name that the service does not take"),
    RESERVED_NETWORK("MF6035", Severity.WARNING, "address that the service never sees"),
    REFUSED_BY_SERVICE("MF6036", Severity.ERROR, "settings that the service refuses"),
    MEANING_DIFFERS("MF6040", Severity.WARNING, "connectors that mean something else"),
    MEANING_UNDOCUMENTED("MF6041", Severity.NOTE, "meaning that rests on something undocumented"),
    MEANING_UNDECIDED("MF6042", Severity.NOTE, "meanings not compared to the end"),
    PROPERTY_NOT_UNDERSTOOD("MF6050", Severity.WARNING, "property that is not known"),
    OBJECT_NOT_UNDERSTOOD("MF6051", Severity.NOTE, "objects that are not about mail flow"),
    VALUE_NOT_UNDERSTOOD("MF6052", Severity.WARNING, "value that cannot be read"),
    SETTING_NOT_MODELLED("MF6053", Severity.WARNING, "setting that the language has no words for"),
    EXPORT_NOT_UNDERSTOOD("MF6054", Severity.ERROR, "file that is no known export"),
    EXPORT_INCOMPLETE("MF6055", Severity.WARNING, "export that leaves something open"),
    CENTRAL_WAY_LIMITED("MF6060", Severity.WARNING, "central way for some recipients only"),
    RULE_WITHOUT_EXCEPTION("MF6061", Severity.WARNING, "mail flow rule that needs an exception"),
    IMPORT_DIFFERS("MF6062", Severity.WARNING, "policy that says something else than its tenant"),
    DOMAIN_OF_TENANTS("MF6063", Severity.WARNING, "domain that only one tenant can have"),
    PASSED_ON_BY_TENANT("MF6065", Severity.NOTE, "domain that the tenant passes on"),
    RELAY_WOULD_GROW("MF6064", Severity.ERROR, "connector that would relay more than the policy says"),
    POSTFIX_CANNOT("MF6101", Severity.ERROR, "what Postfix cannot do"),
    POSTFIX_NEARLY("MF6102", Severity.WARNING, "what Postfix does only nearly"),
    POSTFIX_NEXT_HOP_UNKNOWN("MF6103", Severity.ERROR, "Postfix without a next hop"),
    POSTFIX_NOT_UNDERSTOOD("MF6110", Severity.WARNING, "what of a Postfix configuration was not understood"),
    NAMES_OF_ONE_FILE("MF6130", Severity.WARNING, "sites whose files have one name");

    private final String id;
    private final Severity severity;
    private final String title;

    DiagnosticCode(String id, Severity severity, String title) {
        this.id = id;
        this.severity = severity;
        this.title = title;
    }

    /** The code of that number, as in {@code MF2001}. */
    public static Optional<DiagnosticCode> of(String id) {
        return Arrays.stream(values()).filter(code -> code.id.equals(id)).findFirst();
    }

    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** What kind of mistake it is, in a few words; the message itself names the user's text. */
    public String title() {
        return title;
    }
}
