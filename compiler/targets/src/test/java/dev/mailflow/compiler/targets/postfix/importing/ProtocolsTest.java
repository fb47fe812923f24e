package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolsTest {
    @ParameterizedTest
    @CsvSource({
        ">=TLSv1.3, 1.3",
        ">=TLSv1.2, 1.2",
        "!SSLv2:!SSLv3:!TLSv1:!TLSv1.1, 1.2",
        "TLSv1.2:TLSv1.3, 1.2",
        "TLSv1.3, 1.3",
        "!SSLv2:!SSLv3, ''",
        ">=TLSv1, ''",
    })
    void theLowestVersionIsAskedFor(String list, String version) {
        assertThat(Protocols.version(list).map(String::strip)).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!TLSv1.3", "TLSv1.2", "<=TLSv1.2", "!TLSv1.2", ">=0303", "high"})
    void whatIsNoLowestVersionHasNoWords(String list) {
        assertThat(Protocols.version(list)).isEqualTo(Optional.empty());
    }
}
