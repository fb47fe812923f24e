package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks in the blocks that the service takes: all of them, none twice, and counted. */
class NetworksTest {
    private final List<Diagnostic> told = new ArrayList<>();

    private Tenant tenant(String networks) {
        return Translation.of(Policies.model("""
                                language 1
                                organization { domains contoso.com }
                                endpoint devices : device { networks %s }
                                connector relay from devices to office365 may relay
                                """.formatted(networks)), "office365", Wish.EXPLICIT, told::add)
                .tenant();
    }

    private List<String> blocks(String networks) {
        return tenant(networks).find(Kind.INBOUND, "relay").orElseThrow().texts(Property.SENDER_ADDRESSES);
    }

    @ParameterizedTest
    @CsvSource({"24,1", "25,1", "32,1", "23,2", "22,4", "20,16", "16,256"})
    void aWideNetworkIsSplitIntoBlocksThatTouch(int prefix, int count) {
        List<String> blocks = blocks("198.51.0.0/" + prefix);
        assertThat(blocks).hasSize(count).doesNotHaveDuplicates();
        List<Network> networks = blocks.stream()
                .map(text -> AddressBlock.parse(text).orElseThrow())
                .toList();
        assertThat(networks).allMatch(AddressBlock::isTaken);
        // From the first address of the network to the last, without a gap.
        Network whole = AddressBlock.parse("198.51.0.0/" + prefix).orElseThrow();
        assertThat(networks.get(0).base()).isEqualTo(whole.base());
        assertThat(networks.get(count - 1).last()).isEqualTo(whole.last());
        for (int i = 1; i < count; i++) {
            assertThat(networks.get(i).base().low())
                    .isEqualTo(networks.get(i - 1).last().low() + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.0.0/15", "198.0.0.0/8"})
    void aNetworkOfTooManyBlocksIsRefused(String network) {
        tenant(network);
        assertThat(told).extracting(Diagnostic::code).containsExactly(DiagnosticCode.NETWORK_TOO_WIDE);
    }

    /** Where nothing else identifies the source, it is not left out without a word. */
    @Test
    void everythingIsTooWideForASourceWithoutACertificate() {
        assertThat(tenant("0.0.0.0/0, ::/0").find(Kind.INBOUND, "relay")).isEmpty();
        assertThat(told).extracting(Diagnostic::code).contains(DiagnosticCode.NETWORK_TOO_WIDE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0.0.0/0, ::/0|true",
                "0.0.0.0/1, 128.0.0.0/1, 203.0.113.0/24, 203.0.113.0/24, ::/1, 8000::/1, 8000::/3|true",
                "0.0.0.0/0|false",
                "0.0.0.0/1, 0.0.0.0/2, 64.0.0.0/2, 0.0.0.0/3, ::/0|false",
                "0.0.0.0/0, ::/1|false"
            })
    void everythingIsEveryAddressOfBothFamilies(String networks, boolean everything) {
        assertThat(Networks.isEverything(Values.networks(networks.split(", ")))).isEqualTo(everything);
    }

    @Test
    void whatAnotherContainsIsLeftOut() {
        assertThat(blocks("198.51.100.0/23, 198.51.100.0/24, 198.51.101.7"))
                .containsExactly("198.51.100.0/24", "198.51.101.0/24");
    }

    @Test
    void blocksAreCounted() {
        Tenant tenant = tenant("198.51.0.0/20, 203.0.113.9");
        assertThat(Assumptions.of(tenant, "origin", "same")).contains("| address blocks, most in one connector | 17 |");
    }
}
