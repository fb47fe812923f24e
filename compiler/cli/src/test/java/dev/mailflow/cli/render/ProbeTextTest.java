package dev.mailflow.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.render.ProbeText.Obligation;
import dev.mailflow.cli.render.ProbeText.Probed;
import dev.mailflow.cli.render.ProbeText.Way;
import dev.mailflow.relay.client.HopProbe.Finding;
import dev.mailflow.relay.client.HopProbe.Offer;
import dev.mailflow.relay.client.HopProbe.Result;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProbeTextTest {
    private static final ProbeText TEXT = new ProbeText(Page.file(Style.PLAIN, 80), Instant.EPOCH);

    /** Of several domains without a next hop one is to know which. */
    @Test
    void aDomainWithoutANextHopIsNamed() {
        Finding nothing = new Finding(
                "", "", Result.UNREACHABLE, Optional.empty(), "no such domain", Offer.MISSING, PeerTls.NONE, "");
        List<Probed> probed = List.of(new Probed(
                "onprem",
                "to-cloud",
                TlsDemand.OPPORTUNISTIC,
                List.of(new Way("contoso.onmicrosoft.com", List.of(nothing))),
                Obligation.MET));
        assertThat(TEXT.print(probed, List.of()))
                .contains("  unreachable  no next hop for contoso.onmicrosoft.com\n")
                .contains("no such domain\n")
                .endsWith("1 connector, 1 will not do\n");
        var document = JsonText.document("probe");
        TEXT.add(document, probed, List.of());
        assertThat(document.at("/connectors/0/ways/0/0/domain").asString()).isEqualTo("contoso.onmicrosoft.com");
    }

    /** What makes a hop unmet has to stand in what is demanded. */
    @Test
    void whatDestinationsHaveToPublishIsPartOfTheDemand() {
        TlsDemand published = new TlsDemand(
                TlsDemand.Level.OPPORTUNISTIC,
                TlsVersion.NONE,
                List.of(),
                List.of(),
                TlsDemand.DestinationPolicy.REQUIRED,
                TlsDemand.DestinationPolicy.REQUIRED);
        List<Probed> probed = List.of(new Probed("mx", "strict", published, List.of(), Obligation.MET));
        assertThat(TEXT.print(probed, List.of()))
                .startsWith("strict (mx): TLS where offered, MTA-STS demanded, DANE demanded\n");
        var document = JsonText.document("probe");
        TEXT.add(document, probed, List.of());
        assertThat(document.at("/connectors/0/demand/mtaSts").asString()).isEqualTo("required");
        assertThat(document.at("/connectors/0/demand/dane").asString()).isEqualTo("required");
        TEXT.add(
                document,
                List.of(new Probed("mx", "usual", TlsDemand.OPPORTUNISTIC, List.of(), Obligation.MET)),
                List.of());
        assertThat(document.at("/connectors/0/demand/dane").asString()).isEqualTo("when-published");
    }
}
