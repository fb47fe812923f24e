package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.NextHop;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What sites are shown of each other's mail, and who gets it when something fails. */
class LinksTest {
    private static final DecisionModel MODEL = Policies.model("""
            language 1
            organization { domains contoso.com  relay domains old.contoso.com }
            endpoint hq : server { networks 192.0.2.0/28  cert hq.contoso.com  hosts hq.contoso.com  mailboxes contoso.com }
            endpoint branch : server { networks 192.0.2.32  hosts branch.contoso.com  mailboxes bob@contoso.com }
            endpoint filter : service { cert *.filter.example  hosts mx1.filter.example }
            connector there from hq to branch when recipient bob@contoso.com network 192.0.2.8/29
              via branch.contoso.com, mx1.filter.example:25, hq.contoso.com require client cert *.contoso.com server cert *.contoso.com
            connector back from branch to hq
            connector clean from hq to filter when recipient contoso.com centralized
            connector cleaned from filter to hq
            """);

    private static OutboundRule route(String name) {
        return MODEL.sites().stream()
                .flatMap(site -> site.outbound().stream())
                .filter(rule -> rule.connector().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAddressLiesInEveryNetworkByWhichTheSenderIsKnown() {
        Connection shown = Links.of(MODEL).connection("hq", route("there"));
        assertThat(shown.client()).isEqualTo(Values.client("192.0.2.8"));
        assertThat(shown.certificateNames()).containsExactly("hq.contoso.com");
    }

    @Test
    void anExpiredCertificateShowsNoName() {
        Links links = Links.of(MODEL, Optional.of(new Fault.CertificateLost("hq")));
        assertThat(links.connection("hq", route("there")).certificateNames()).isEmpty();
        assertThat(links.connection("hq", route("there")).tls()).isPresent();
        assertThat(links.destination(route("there"))).contains("branch");
    }

    @Test
    void behindAHostThatIsDownTheNextGoodOneTakesTheMail() {
        Links links =
                Links.of(MODEL, Optional.of(new Fault.HostDown(new NextHop("branch.contoso.com", NextHop.SMTP_PORT))));
        // The filter's certificate is not the one that is asked for; hq's own is.
        assertThat(links.destination(route("there"))).contains("hq");
        assertThat(links.destination(route("back"))).contains("hq");
        assertThat(Links.of(MODEL).destination(route("there"))).contains("branch");
    }

    @Test
    void whatTheCentralWayTakesComesBackToTheSitesThatKnowIt() {
        Links links = Links.of(MODEL);
        assertThat(links.handedBack("hq", route("clean"))).containsExactly("hq");
        assertThat(links.handedBack("hq", route("there"))).isEmpty();
        assertThat(links.handing("filter", "hq").certificateNames()).containsExactly("mx1.filter.example");
    }

    @Test
    void onlyFaultsThatChangeAWayAreTried() {
        assertThat(Links.faults(MODEL))
                .extracting(Fault::words)
                .containsExactly("cert filter", "cert hq", "host branch.contoso.com");
    }

    @Test
    void faultsAreReadAsTheyAreWritten() {
        for (Fault fault : List.of(
                new Fault.CertificateLost("hq"),
                new Fault.HostDown(new NextHop("mx.contoso.com", 2525)),
                new Fault.HostDown(new NextHop("2001:db8::25", 25)),
                new Fault.HostDown(new NextHop("192.0.2.1", 25)))) {
            assertThat(Fault.read(fault.words())).contains(fault);
            assertThat(fault.sentence()).contains("`");
        }
        for (String text : List.of("", "cert", "cert a b", "certificate a", "host a:b", "host a:0", "host a:65536")) {
            assertThat(Fault.read(text)).as(text).isEmpty();
        }
        assertThat(Links.isOf(MODEL, new Fault.CertificateLost("hq"))).isTrue();
        assertThat(Links.isOf(MODEL, new Fault.CertificateLost("lab"))).isFalse();
        assertThat(Links.isOf(MODEL, new Fault.HostDown(new NextHop("hq.contoso.com", 25))))
                .isTrue();
        assertThat(Links.isOf(MODEL, new Fault.HostDown(new NextHop("hq.contoso.com", 26))))
                .isFalse();
    }
}
