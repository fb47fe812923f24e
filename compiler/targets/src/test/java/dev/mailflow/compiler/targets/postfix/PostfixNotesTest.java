package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What TLS the emitted settings ask for, and what is told where that is more or less than the policy's. */
class PostfixNotesTest {
    private static final String POLICY = """
            language 1
            organization { domains c.example }
            endpoint mx : server { software postfix hosts mx.c.example networks 192.0.2.1 mailboxes c.example }
            endpoint eu : partner { domains europa.example }
            """;

    private final List<Diagnostic> found = new ArrayList<>();

    private String main(String connectors) {
        found.clear();
        List<Artifact> artifacts = new PostfixTarget()
                .emit(
                        new TargetRequest(
                                Policies.model(POLICY + connectors), List.of("mx"), "", TargetRequest.Wish.EXPLICIT),
                        found::add);
        return artifacts.isEmpty() ? "" : artifacts.get(0).text();
    }

    private List<String> notes() {
        assertThat(found).allMatch(each -> each.code() == DiagnosticCode.POSTFIX_NEARLY || each.isError());
        return found.stream()
                .filter(each -> each.severity() == Severity.NOTE)
                .map(Diagnostic::message)
                .toList();
    }

    @Test
    void noVersionIsAskedForUnasked() {
        String main = main(
                "connector in from eu to mx require tls\nconnector out from mx to eu via mx require tls dane off mta-sts off\n");
        assertThat(main).doesNotContain("smtpd_tls_protocols", "smtp_tls_mandatory_protocols");
        assertThat(notes()).isEmpty();
    }

    /** `smtpd_tls_protocols` holds for all: told, where others are not asked for as much. */
    @Test
    void aVersionThatOneIsAskedForIsAskedOfAll() {
        assertThat(main("connector in from eu to mx require tls 1.2\n")).contains("smtpd_tls_protocols = >=TLSv1.2\n");
        assertThat(notes()).singleElement().asString().contains("`in` asks for TLS 1.2");
        assertThat(
                        main(
                                "connector in from eu to mx require tls 1.2\nconnector all from internet to mx require tls 1.2\n"))
                .contains("smtpd_tls_protocols = >=TLSv1.2\n");
        assertThat(notes()).isEmpty();
        assertThat(
                        main(
                                "connector in from eu to mx require tls 1.3\nconnector all from internet to mx require tls 1.3\n"))
                .contains("smtpd_tls_protocols = >=TLSv1.3\n");
        assertThat(found).isEmpty();
        assertThat(
                        main(
                                "connector in from eu to mx require tls 1.3\nconnector all from internet to mx require tls 1.2\n"))
                .isEmpty();
        assertThat(found).anyMatch(each -> each.isError() && each.message().contains("TLS 1.3"));
    }

    /** RFC 7672: the levels `encrypt` and `secure` look no TLSA record up. */
    @Test
    void requiredTlsIsWithoutDane() {
        for (String required : List.of("require tls", "require tls server cert mx.europa.example")) {
            main("connector out from mx to eu via mx " + required + " mta-sts off\n");
            assertThat(notes()).singleElement().asString().contains("`out` requires TLS", "TLSA");
            main("connector out from mx to eu via mx " + required + " mta-sts off dane off\n");
            assertThat(notes()).isEmpty();
        }
        main("connector out from mx to eu via mx require tls dane require mta-sts off\n");
        assertThat(notes()).isEmpty();
        main("connector out from mx to eu via 192.0.2.7 require tls\n");
        assertThat(notes()).isEmpty();
    }

    /** A machine where nobody can log in stays so, and one where users can keeps them. */
    @Test
    void usersStayWhereTheyAre() {
        assertThat(main("")).doesNotContain("smtpd_sasl_auth_enable").contains("permit_sasl_authenticated");
        assertThat(main("connector people from internet to mx require auth\n"))
                .contains("smtpd_sasl_auth_enable = yes\n");
    }

    /** Where the user asks for what is possible: a server that runs Postfix and gets nothing is no side remark. */
    @Test
    void aSiteThatGetsNothingIsWarnedOf() {
        String header = "connector in from internet to mx when header X-Scanned \"yes\"\n";
        for (boolean stated : List.of(true, false)) {
            found.clear();
            String policy = stated ? POLICY : POLICY.replace("software postfix ", "");
            assertThat(new PostfixTarget()
                            .emit(
                                    new TargetRequest(
                                            Policies.model(policy + header),
                                            List.of("mx"),
                                            "",
                                            TargetRequest.Wish.DEFAULT),
                                    found::add))
                    .isEmpty();
            assertThat(found).singleElement().satisfies(each -> {
                assertThat(each.severity()).isEqualTo(stated ? Severity.WARNING : Severity.NOTE);
                assertThat(each.message()).endsWith("its configuration is left out");
            });
        }
    }
}
