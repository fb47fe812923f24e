package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.testing.Mistakes;
import dev.mailflow.compiler.testing.Policies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
    private static final String ORGANIZATION = "organization { domains contoso.com }\n";

    private static final String BANKCERTS = ORGANIZATION + """
            domains bankcerts = mx.bank.com, mail.bank.com
            networks offices = 192.0.2.0/24
            endpoint onprem : server { cert m.contoso.com hosts m.contoso.com mailboxes contoso.com }
            endpoint bank : partner { domains bank.com }
            """;
    private static final String BANKS =
            ORGANIZATION + "for each b in \"banks.csv\" {\n  endpoint ${b.id} : partner { domains ${b.domain} }\n}\n";

    private static Mistakes banks(String table) {
        return Mistakes.in(BANKS, Map.of("banks.csv", table));
    }

    @Test
    void unknownEndpointGetsASuggestion() {
        Mistakes.in(ORGANIZATION + "from onprm to office365 require tls cert mail.contoso.com")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "onprm", "did you mean `onprem`?");
    }

    @Test
    void farNameGetsNoSuggestion() {
        Mistakes.in(ORGANIZATION + "from ab to office365 require tls cert mail.contoso.com")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "ab", "declare it, as in `endpoint ab");
    }

    @Test
    void whereANameStandsTellsItsKind() {
        for (String[] use : new String[][] {
            {"from x to office365 require tls", "partner"},
            {"from office365 to x via mx", "partner"},
            {"from x to internet", "server"},
            {"from scanners to x", "server"},
            {"from x to office365 keep headers", "server"},
            {"from office365 to x centralized", "server"},
            {"from x to office365 may relay", "device"},
            {"from x to office365 require tls auth", "device"},
            {"from office365 to x may relay", "server"},
            {"from x to office365\nfrom office365 to x centralized", "server"},
            {"assert no message from x reaches x", "partner"},
        }) {
            Mistakes.in(ORGANIZATION + "endpoint scanners : device { networks 192.0.2.0/24 }\n" + use[0])
                    .found(DiagnosticCode.UNKNOWN_ENDPOINT, "x", "declare it, as in `endpoint x : " + use[1] + " {");
        }
    }

    @Test
    void nameThatMayBeInAMalformedDeclarationIsNotReported() {
        Mistakes.in(ORGANIZATION + "endpoint zeta ; partner {\n}\nfrom zeta to office365")
                .none(DiagnosticCode.UNKNOWN_ENDPOINT);
    }

    @Test
    void missingVersionIsANote() {
        CompileResult result = Policies.compile("organization { domains contoso.com }");
        assertThat(result.diagnostics()).hasSize(1);
        assertThat(result.diagnostics().get(0).code()).isEqualTo(DiagnosticCode.NO_LANGUAGE_VERSION);
        assertThat(result.hasErrors()).isFalse();
    }

    @Test
    void otherVersionIsAnError() {
        assertThat(Policies.compile("language 2\n" + ORGANIZATION).diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(DiagnosticCode.UNKNOWN_LANGUAGE_VERSION);
    }

    @Test
    void orderOfDeclarationsDoesNotMatter() {
        assertThat(Policies.model("language 1\nfrom zeta to office365 require tls\n"
                                + "endpoint zeta : partner { domains d }\ndomains d = zeta.example\n" + ORGANIZATION)
                        .endpoints())
                .hasSize(2);
    }

    @Test
    void secondOrganization() {
        Mistakes.in(ORGANIZATION + "organization { domains fabrikam.com }")
                .found(DiagnosticCode.DECLARED_TWICE, "organization { domains fabrikam.com }", "one block");
    }

    @Test
    void twoConnectorsOfOneDefaultName() {
        Mistakes.in(ORGANIZATION + "endpoint b : partner { domains b.example }\n"
                        + "from b to office365 require tls\nfrom b to office365 when network 192.0.2.0/24")
                .only(DiagnosticCode.DUPLICATE_NAME, "b to office365", "begin one of them with `connector NAME`");
    }

    @Test
    void twoEndpointsOfOneName() {
        Mistakes.in(ORGANIZATION
                        + "endpoint b : partner { domains b.example }\nendpoint b : partner { domains c.example }")
                .only(DiagnosticCode.DUPLICATE_NAME, "b", "another name");
    }

    @Test
    void connectorsAreNotCalledAsTestsCallTheirAbsence() {
        Mistakes.in(ORGANIZATION + "connector mailbox from internet to office365 require tls")
                .only(DiagnosticCode.NOT_A_NAME, "mailbox", "take another name");
    }

    @Test
    void unknownList() {
        Mistakes.in(ORGANIZATION + "domains banks = a.example\nendpoint b : partner { domains bankz }")
                .only(DiagnosticCode.UNKNOWN_LIST, "bankz", "did you mean `banks`?");
    }

    @Test
    void singleLabelIsWrittenWithADot() {
        Mistakes.in(ORGANIZATION + "endpoint b : partner { domains localnet }")
                .only(DiagnosticCode.UNKNOWN_LIST, "localnet", "written `localnet.`");
        assertThat(Policies.compile("language 1\n" + ORGANIZATION
                                + "endpoint b : partner { domains localnet. }\nfrom b to office365 require tls")
                        .diagnostics())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connector c from bank to onprem require tls cert %s",
                "connector c from onprem to bank require cert %s",
                "connector c from bank to onprem when cert %s",
                "endpoint s : service { cert %s }\nconnector c from s to onprem",
                "assert every message to bank leaves with tls cert %s",
                "assert no message from bank when cert %s is rejected",
            })
    void aListBehindCertIsTheListAndNothingElseOfOneLabel(String rest) {
        assertThat(Policies.compile("language 1\n" + BANKCERTS + rest.formatted("bankcerts"))
                        .hasErrors())
                .isFalse();
        Mistakes.in(BANKCERTS + rest.formatted("bankcert"))
                .found(DiagnosticCode.UNKNOWN_LIST, "bankcert", "did you mean `bankcerts`?");
        Mistakes.in(BANKCERTS + rest.formatted("gateway"))
                .found(DiagnosticCode.UNKNOWN_LIST, "gateway", "written `gateway.`");
        Mistakes.in(BANKCERTS + rest.formatted("offices"))
                .found(DiagnosticCode.WRONG_LIST, "offices", "names of certificates");
        Mistakes.in(BANKCERTS + rest.formatted("gateway."))
                .none(DiagnosticCode.UNKNOWN_LIST)
                .none(DiagnosticCode.BAD_CERTIFICATE_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoint s : server { cert s.contoso.com hosts %s }\nconnector c from onprem to s",
                "connector c from onprem to bank via %s",
            })
    void aListBehindHostsIsTheListAndNothingElseOfOneLabel(String rest) {
        assertThat(Policies.model("language 1\n" + BANKCERTS + rest.formatted("bankcerts"))
                        .site("onprem")
                        .outbound())
                .singleElement()
                .satisfies(rule -> assertThat(rule.route().toString()).contains("mx.bank.com", "mail.bank.com"));
        Mistakes.in(BANKCERTS + rest.formatted("bankcert"))
                .found(DiagnosticCode.UNKNOWN_LIST, "bankcert", "did you mean `bankcerts`?");
        Mistakes.in(BANKCERTS + rest.formatted("gateway"))
                .found(DiagnosticCode.UNKNOWN_LIST, "gateway", "written `gateway.`");
        Mistakes.in(BANKCERTS + rest.formatted("offices"))
                .found(DiagnosticCode.WRONG_LIST, "offices", "hosts are wanted here");
        for (String host : List.of("gateway.", "gateway.:2525", "localhost", "localhost:2525")) {
            Mistakes.in(BANKCERTS + rest.formatted(host))
                    .none(DiagnosticCode.UNKNOWN_LIST)
                    .none(DiagnosticCode.BAD_HOST);
        }
    }

    /** The list serves others: what is wrong is to name it here. */
    @Test
    void aListOfPatternsNamesNoCertificatesAndNoHosts() {
        String list = ORGANIZATION + "domains d = .bank.com, teller@bank.com\n";
        Mistakes.in(list + "endpoint s : service { cert d networks 192.0.2.1 }")
                .only(DiagnosticCode.WRONG_LIST, "d", "write the names of the certificates here");
        Mistakes.in(list + "endpoint s : service { hosts d networks 192.0.2.1 }")
                .only(DiagnosticCode.WRONG_LIST, "d", "write the hosts here");
        Mistakes.in(list + "endpoint p : partner { domains d }")
                .only(DiagnosticCode.WRONG_LIST, "d", "write the domains here");
    }

    @Test
    void aDomainInAClaimIsItsEndpointOrACriterion() {
        Mistakes.in(BANKCERTS + "assert every message to bank.com leaves with tls")
                .found(DiagnosticCode.UNKNOWN_ENDPOINT, "bank.com", "the endpoint of that domain is `bank`");
        Mistakes.in(BANKCERTS + "assert no message from contoso.com is delivered")
                .found(DiagnosticCode.UNKNOWN_ENDPOINT, "contoso.com", "`when sender contoso.com`");
        Mistakes.in(BANKCERTS + "assert no message to contoso.com is delivered")
                .found(DiagnosticCode.UNKNOWN_ENDPOINT, "contoso.com", "`when recipient contoso.com`");
        Mistakes.in(BANKCERTS + "from bank.com to onprem")
                .found(DiagnosticCode.UNKNOWN_ENDPOINT, "bank.com", "the endpoint of that domain is `bank`");
    }

    @Test
    void aCertificateInATestShowsNamesAndNoList() {
        String test = BANKCERTS + "test \"t\" at onprem { client 192.0.2.1 tls 1.3 cert %s"
                + " message a@bank.com -> b@contoso.com expect deliver }";
        Mistakes.in(test.formatted("bankcerts"))
                .found(DiagnosticCode.MANY_FOR_ONE, "bankcerts", "a name that it covers");
        Mistakes.in(test.formatted("mx.bank.com")).none(DiagnosticCode.MANY_FOR_ONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "organization { domains all }",
                "endpoint b : partner { domains any }",
                "endpoint s : server { hosts s.contoso.com mailboxes all }",
            })
    void whoHasEverythingIsToldToNameIt(String policy) {
        CompileResult result = Policies.compile("language 1\n" + policy);
        assertThat(result.diagnostics())
                .filteredOn(diagnostic -> diagnostic.code() == DiagnosticCode.UNKNOWN_LIST)
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.fixes()).isEmpty());
    }

    @Test
    void commaInADomain() {
        Mistakes.in(ORGANIZATION + "endpoint b : partner { domains fabrikam,com }")
                .only(DiagnosticCode.UNKNOWN_LIST, "fabrikam,com", "did you mean `fabrikam.com`?");
    }

    /** Where no clause can follow, the word is no clause: without its comma the text would be wrong in another way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoint b : partner { domains a.example, disabled }",
                "domains d = a.example, disabled",
                "endpoint onprem : server { cert m.contoso.com, centralized hosts m.contoso.com mailboxes contoso.com }",
                "assert no message when sender a.example, disabled reaches internet",
                "endpoint b : partner { domains a.example, require }",
            })
    void commaBeforeAClausesWordOutsideOfAConnector(String policy) {
        assertThat(Mistakes.in(ORGANIZATION + policy)
                        .found(DiagnosticCode.UNKNOWN_LIST, policy.replaceAll(".*, (\\w+).*", "$1"), "")
                        .codes())
                .doesNotContain(DiagnosticCode.EXTRA_COMMA);
    }

    @Test
    void commaBeforeAClauseIsNotThatOfARemark() {
        String policy = "language 1\n" + ORGANIZATION + "endpoint b : partner { domains b.example }\n"
                + "from b to office365\n  require tls\n  when sender b.example # b, and no other\n  , disabled\n";
        CompileResult result = Policies.compile(policy);
        assertThat(result.diagnostics())
                .filteredOn(Diagnostic::isError)
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.code()).isEqualTo(DiagnosticCode.EXTRA_COMMA);
                    Fix fix = diagnostic.fixes().get(0);
                    String mended = policy.substring(0, fix.replace().start())
                            + fix.with()
                            + policy.substring(fix.replace().end());
                    assertThat(mended).contains("# b, and no other");
                    assertThat(Policies.compile(mended).hasErrors()).isFalse();
                });
    }

    @Test
    void emptySenderWhereDomainsAreWanted() {
        for (String policy : List.of(
                "endpoint onprem : server { cert <> hosts m.contoso.com mailboxes contoso.com }",
                "endpoint onprem : server { cert m.contoso.com hosts <> mailboxes contoso.com }")) {
            Mistakes.in(ORGANIZATION + policy).found(DiagnosticCode.BAD_DOMAIN, "<>", "leave it out");
        }
    }

    @Test
    void listOfTheOtherKind() {
        Mistakes.in(ORGANIZATION + "networks n = 192.0.2.0/24\nendpoint b : partner { domains n }")
                .only(DiagnosticCode.WRONG_LIST, "n", "domains or addresses");
    }

    @Test
    void listThatContainsItself() {
        Mistakes.in(ORGANIZATION + "networks n = m\nnetworks m = n")
                .only(DiagnosticCode.LIST_CYCLE, "n", "remove one of the names");
    }

    @Test
    void mistakeInAListThatNothingUses() {
        Mistakes.in(ORGANIZATION + "networks n = 192.0.2.256").only(DiagnosticCode.BAD_NETWORK, "256", "0 to 255");
    }

    @Test
    void mistakeInAListThatIsUsedTwiceIsSaidOnce() {
        Mistakes.in(ORGANIZATION + "networks n = 192.0.2.256\nendpoint a : device { networks n }\n"
                        + "endpoint b : device { networks n }")
                .only(DiagnosticCode.BAD_NETWORK, "256", "0 to 255");
    }

    @Test
    void importIsRelativeToTheImportingFile() {
        CompileResult result = Policies.compile(
                "language 1\nimport \"a/one.mailflow\"\nfrom two to office365 require tls\n" + ORGANIZATION,
                Map.of(
                        "a/one.mailflow", "import \"two.mailflow\"",
                        "a/two.mailflow", "endpoint two : partner { domains two.example }"));
        assertThat(result.diagnostics()).isEmpty();
    }

    @Test
    void cycleOfImports() {
        Mistakes.in(
                        ORGANIZATION + "import \"a.mailflow\"",
                        Map.of("a.mailflow", "import \"b.mailflow\"", "b.mailflow", "import \"a.mailflow\""))
                .only(DiagnosticCode.IMPORT_CYCLE, "\"a.mailflow\"", "remove one of the imports");
    }

    @Test
    void fileImportedTwiceIsReadOnce() {
        Mistakes.in(
                        "import \"a.mailflow\"\nimport \"./a.mailflow\"\n" + ORGANIZATION,
                        Map.of("a.mailflow", "endpoint a : partner { domains a.example }"))
                .only(DiagnosticCode.IMPORTED_TWICE, "\"./a.mailflow\"", "remove one of the imports");
        assertThat(Policies.compile(
                                "language 1\nimport \"a.mailflow\"\nimport \"b.mailflow\"\n" + ORGANIZATION,
                                Map.of(
                                        "a.mailflow",
                                        "import \"c.mailflow\"",
                                        "b.mailflow",
                                        "import \"c.mailflow\"",
                                        "c.mailflow",
                                        "endpoint a : partner { domains a.example }"))
                        .diagnostics())
                .as("what two files share")
                .isEmpty();
    }

    @Test
    void pathsThatLeadOutAreRefused() {
        Mistakes.in(ORGANIZATION + "import \"/etc/x.mailflow\"")
                .only(DiagnosticCode.OUTSIDE_PROJECT, "\"/etc/x.mailflow\"", "relative");
        Mistakes.in(ORGANIZATION + "import \"a/../../x.mailflow\"")
                .only(DiagnosticCode.OUTSIDE_PROJECT, "\"a/../../x.mailflow\"", "beneath the folder");
        Mistakes.in(ORGANIZATION + "import \"C:x.mailflow\"")
                .only(DiagnosticCode.OUTSIDE_PROJECT, "\"C:x.mailflow\"", "relative");
        Mistakes.in(ORGANIZATION + "import \"a\\..\\..\\x.mailflow\"")
                .only(DiagnosticCode.OUTSIDE_PROJECT, "\"a\\..\\..\\x.mailflow\"", "write `/`");
    }

    @Test
    void missingFile() {
        Mistakes.in(ORGANIZATION + "import \"x.mailflow\"")
                .only(DiagnosticCode.UNREADABLE_FILE, "\"x.mailflow\"", "relative to the file that names it");
    }

    @Test
    void rowsBecomeDeclarations() {
        CompileResult result = Policies.compile(
                "language 1\n" + BANKS,
                Map.of("banks.csv", "\uFEFFid,domain\r\na,\"a.example\"\r\n\r\nb, b.example \r\n"));
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.model().orElseThrow().endpoint("b").domains().get(0).text())
                .isEqualTo("b.example");
    }

    @Test
    void mistakeInACellNamesRowColumnAndTemplate() {
        CompileResult result = banks("id,domain\na,a.example\nb,b_.example\n").result();
        assertThat(result.diagnostics()).hasSize(1);
        Diagnostic found = result.diagnostics().get(0);
        assertThat(found.code()).isEqualTo(DiagnosticCode.BAD_DOMAIN);
        assertThat(found.primary().span().location()).isEqualTo("banks.csv:3");
        assertThat(found.primary().text()).isEqualTo("row 3, column `domain`");
        assertThat(found.related())
                .extracting(Label::span)
                .extracting(s -> s.text())
                .contains("${b.domain}");
    }

    @Test
    void quotedCommaStaysInItsCell() {
        banks("id,domain\na,\"a,x.example\"\n").only(DiagnosticCode.BAD_DOMAIN, ",", "write `a.x.example`");
    }

    @Test
    void mistakesOfTables() {
        banks("id,domain\na\n").only(DiagnosticCode.BAD_TABLE, "a", "give every row one value");
        banks("").only(DiagnosticCode.BAD_TABLE, "", "first row names the columns");
        banks("id,ID,domain\n").only(DiagnosticCode.BAD_TABLE, "ID", "rename one");
        banks("id,domain\na,\"b\n").only(DiagnosticCode.BAD_TABLE, "\"", "double quote");
        banks("id,domain\na,\0\n").only(DiagnosticCode.BAD_TABLE, "\0", "UTF-8");
        banks("id,domian\na,b.example\n").only(DiagnosticCode.UNKNOWN_COLUMN, "${b.domain}", "did you mean `domian`?");
        banks("id,domain\n").only(DiagnosticCode.EMPTY_TABLE, "\"banks.csv\"", "add rows");
    }

    @Test
    void placeholderOutsideOfForEachIsOneMistake() {
        Mistakes.in(ORGANIZATION + "endpoint b : partner { domains ${b.domain} }\nfrom b to office365 require tls")
                .only(DiagnosticCode.TEMPLATE_OUTSIDE, "${b.domain}", "only inside of `for each");
    }

    @Test
    void placeholderOfAnotherRow() {
        placeholderOfAnotherRow("${x.domain}", "did you mean `${b.domain}`?");
        placeholderOfAnotherRow("${x.host}", "`${b.COLUMN}`");
    }

    private static void placeholderOfAnotherRow(String placeholder, String help) {
        Mistakes.in(
                        ORGANIZATION + "for each b in \"b.csv\" { endpoint ${b.id} : partner { domains " + placeholder
                                + " } }",
                        Map.of("b.csv", "id,domain\na,a.example\n"))
                .only(DiagnosticCode.TEMPLATE_OUTSIDE, placeholder, help);
    }

    @Test
    void nestedForEach() {
        Mistakes.in(
                        ORGANIZATION + "for each b in \"b.csv\" { for each c in \"b.csv\" { } }",
                        Map.of("b.csv", "id\na\n"))
                .only(DiagnosticCode.NOT_IN_FOR_EACH, "for each c in \"b.csv\"", "one table");
    }

    @Test
    void listsOfTheOrganizationTakeAColumnByThemselves() {
        Map<String, String> tables = Map.of("k.csv", "id,domain,alias\nquay,quay.example,q.example\n");
        Mistakes.in("for each k in \"k.csv\" { organization ${k.id} { relay domains ${k.domain} } }", tables)
                .found(
                        DiagnosticCode.NOT_IN_FOR_EACH,
                        "organization ${k.id} { relay domains ${k.domain} }",
                        "`relay domains from \"k.csv\" column domain`");
        Mistakes.in("for each k in \"k.csv\" { organization { domains ${k.alias} relay domains ${k.domain} } }", tables)
                .found(
                        DiagnosticCode.NOT_IN_FOR_EACH,
                        "organization { domains ${k.alias} relay domains ${k.domain} }",
                        "`domains from \"k.csv\" column alias`");
        Mistakes.in("for each k in \"k.csv\" { organization relay { domains ${k.alias} } }", tables)
                .found(
                        DiagnosticCode.NOT_IN_FOR_EACH,
                        "organization relay { domains ${k.alias} }",
                        ": `domains from \"k.csv\" column alias`");
        Mistakes.in("for each k in \"k.csv\" { organization { hop-limit 20 } }", tables)
                .found(
                        DiagnosticCode.NOT_IN_FOR_EACH,
                        "organization { hop-limit 20 }",
                        "move this out of the `for each`");
        Mistakes.in("organization { domains acme.example relay domains from \"k.csv\" column domain }", tables)
                .none(DiagnosticCode.NOT_IN_FOR_EACH);
    }

    @Test
    void columnOfATable() {
        CompileResult result = Policies.compile(
                "language 1\n" + ORGANIZATION + "endpoint onprem : server { mailboxes from \"u.csv\" column mail }",
                Map.of("u.csv", "name,mail\nAmy,amy@contoso.com\nJoe,joe@contoso.com\n"));
        assertThat(result.model().orElseThrow().organization().mailboxes()).hasSize(2);
    }

    @Test
    void testsFromATable() {
        CompileResult result = Policies.compile(
                "language 1\n" + ORGANIZATION + "from internet to office365 require tls\ntests from \"t.csv\"",
                Map.of(
                        "t.csv",
                        "test,at,client,message,expect\nplain,office365,192.0.2.1,a@b.example -> c@contoso.com,"
                                + "reject tls-required by internet-to-office365\n"));
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.tests()).hasSize(1);
        assertThat(result.tests().get(0).origin().location()).isEqualTo("t.csv:2");
    }

    @Test
    void namesInTests() {
        String head = ORGANIZATION + "from internet to office365 require tls\n";
        String lines = "client mailbox message a@contoso.com -> b@contoso.com expect ";
        Mistakes.in(head + "test \"t\" at internet { " + lines + "deliver }")
                .only(DiagnosticCode.NOT_A_SITE, "internet", "`server` or `exchange-online`");
        Mistakes.in(head + "test \"t\" at office356 { " + lines + "deliver }")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "office356", "did you mean `office365`?");
        Mistakes.in(head + "test \"t\" at office365 { " + lines + "send via nowhere }")
                .only(DiagnosticCode.UNKNOWN_CONNECTOR, "nowhere", "FROM-to-TO");
        Mistakes.in(head + "test \"t\" at office365 { " + lines + "reject relay-deny }")
                .only(DiagnosticCode.UNKNOWN_REASON, "relay-deny", "did you mean `relay-denied`?");
    }

    @Test
    void namesInClaims() {
        Mistakes.in(ORGANIZATION + "assert no message from interne reaches internet")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "interne", "did you mean `internet`?");
        Mistakes.in(ORGANIZATION + "assert no message when size 20XB is delivered")
                .only(DiagnosticCode.BAD_SIZE, "20XB", "20MiB");
    }

    @Test
    void longChainsOfImportsAndListsEnd() {
        Map<String, String> files = new HashMap<>();
        StringBuilder lists = new StringBuilder(ORGANIZATION);
        for (int i = 0; i < 5_000; i++) {
            files.put("f" + i + ".mailflow", "import \"f" + (i + 1) + ".mailflow\"");
            lists.append("networks n" + i + " = n" + (i + 1) + "\n");
        }
        Mistakes.in(ORGANIZATION + "import \"f0.mailflow\"", files)
                .only(DiagnosticCode.TOO_DEEP, "\"f199.mailflow\"", "from one place");
        Mistakes.in(lists + "networks n5000 = 192.0.2.1").found(DiagnosticCode.TOO_DEEP, "n200", "fewer lists");
    }

    @Test
    void listsThatNameOthersTwiceDoNotDouble() {
        StringBuilder lists = new StringBuilder("language 1\n" + ORGANIZATION);
        for (int i = 0; i < 60; i++) {
            lists.append("networks n" + i + " = n" + (i + 1) + ", n" + (i + 1) + "\n");
        }
        CompileResult result = Policies.compile(
                lists + "networks n60 = 192.0.2.1\nendpoint d : device { networks n0 }\nfrom d to office365");
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.model().orElseThrow().endpoint("d").networks()).hasSize(1);
    }

    @Test
    void longTableTakesLinearTime() {
        StringBuilder rows = new StringBuilder("id,domain\n");
        for (int i = 0; i < 100_000; i++) {
            rows.append('p').append(i).append(",d").append(i).append(".example\n");
        }
        CompileResult result = Policies.compile(
                "language 1\n" + ORGANIZATION
                        + "for each b in \"b.csv\" {\n endpoint ${b.id} : partner { domains ${b.domain} }\n"
                        + " connector to-${b.id} from office365 to ${b.id} require tls\n"
                        + " connector in-${b.id} from ${b.id} to office365 require tls\n}\n",
                Map.of("b.csv", rows.toString()));
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.model().orElseThrow().site("office365").outbound()).hasSize(100_000);
    }

    /** One declaration is missing, wherever its name stands. */
    @Test
    void endpointThatIsDeclaredNowhereIsToldOnce() {
        Mistakes.in(
                        "organization { domains contoso.com }\n"
                                + "endpoint hub : server { hosts mx.contoso.com cert mx.contoso.com }\n"
                                + "from osaka to hub require tls\nfrom hub to osaka via mx\nassert no message from osaka reaches osaka")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "osaka", "declare it");
    }

    @Test
    void whereADeclarationMayBeMeantOtherwiseBothWaysOutAreTold() {
        Mistakes.in("organization { domains contoso.com }\n"
                        + "endpoint hub : server { hosts mx.contoso.com cert mx.contoso.com }\n"
                        + "endpoint bnak : partner { domains contosobank.com }\n"
                        + "from bank to hub require tls\nfrom hub to bank via mx")
                .only(
                        DiagnosticCode.UNKNOWN_ENDPOINT,
                        "bnak",
                        "did you mean `bank`? or declare it: `endpoint bank : partner { … }`");
    }

    @Test
    void whatIsProposedForADeclarationFitsAllItsPlaces() {
        String policy = "organization { domains contoso.com }\n"
                + "endpoint hub : server { hosts mx.contoso.com cert mx.contoso.com }\n"
                + "endpoint hupa : server { hosts hub2.contoso.com cert hub2.contoso.com }\n";
        Mistakes.in(policy + "from hupas to hub require tls\nfrom hub to hupas require tls auth")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "hupa", "or declare it: `endpoint hupas : server { … }`");
        Mistakes.in(policy + "assert no message from hupas reaches hub\nfrom hupas to hub may relay")
                .only(DiagnosticCode.UNKNOWN_ENDPOINT, "hupa", "or declare it: `endpoint hupas : device { … }`");
    }

    @Test
    void aConnectorIsFoundByItsEnds() {
        String policy = BANKCERTS + "connector in from bank to onprem require tls\n%s"
                + "test \"t\" at onprem { client 192.0.2.1 message a@bank.com -> b@contoso.com"
                + " expect reject tls-required by bank-to-onprem }";
        Mistakes.in(policy.formatted(""))
                .found(
                        DiagnosticCode.UNKNOWN_CONNECTOR,
                        "bank-to-onprem",
                        "the one from `bank` to `onprem` is called `in`");
        Mistakes.in(policy.formatted("connector in2 from bank to onprem when sender a@bank.com require tls\n"))
                .found(DiagnosticCode.UNKNOWN_CONNECTOR, "bank-to-onprem", "FROM-to-TO");
    }
}
