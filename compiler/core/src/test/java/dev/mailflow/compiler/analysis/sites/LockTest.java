package dev.mailflow.compiler.analysis.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is the filter that a lock asks for does not bypass it. */
class LockTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "networks 192.0.2.32/28 | network 192.0.2.32/28 | 0",
                "networks 192.0.2.33, 192.0.2.34 | network 192.0.2.32/28, 198.51.100.1 | 0",
                "cert mx.c.example | cert mx.c.example | 0",
                "networks 192.0.2.33, 203.0.113.9 | network 192.0.2.32/28 | 1",
                "networks 203.0.113.9 | network 192.0.2.32/28 | 1",
                "cert mx.c.example | cert filter.c.example | 1",
                "cert mx.c.example | network 192.0.2.32/28 | 1"
            })
    void theFilterItselfIsNoWayAround(String gateway, String lock, int found) {
        List<Diagnostic> all = Policies.compile("""
                        language 1
                        organization { domains c.example }
                        endpoint cloud : exchange-online { tenant c.onmicrosoft.com cert cloud.c.example mailboxes c.example }
                        endpoint gw : server { software postfix hosts mx.c.example %s }
                        connector in   from gw to cloud
                        connector out  from cloud to gw when recipient *
                        connector lock from internet to cloud require %s
                        """.formatted(gateway, lock)).diagnostics();
        assertThat(all)
                .filteredOn(one -> one.code() == DiagnosticCode.FILTER_PASSED)
                .hasSize(found);
    }

    /** What becomes of the mail behind the lock does not matter: here it is turned back. */
    @Test
    void aLockThatIsPassedOnTheWayIsSeen() {
        List<Diagnostic> all = Policies.compile("""
                        language 1
                        organization { domains c.example relay domains old.c.example }
                        endpoint hq : server { hosts mx.hq.example cert hq.c.example mailboxes c.example }
                        endpoint lab : server { hosts mx.lab.example cert lab.c.example }
                        endpoint cloud : exchange-online { hosts mx.cloud.example cert cloud.c.example }
                        connector lock from internet to lab require cert filter.example
                        connector on   from hq to lab when recipient old.c.example
                        connector off  from lab to cloud when recipient old.c.example via mx.hq.example
                        connector back from lab to hq when recipient c.example
                        """).diagnostics();
        assertThat(all)
                .filteredOn(one -> one.code() == DiagnosticCode.FILTER_PASSED)
                .singleElement()
                .satisfies(one -> assertThat(one.message())
                        .isEqualTo("mail from strangers bypasses `lock`: `hq` takes it and passes it on to `lab`"));
    }

    /** What everybody has proves nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "require network 0.0.0.0/1, 128.0.0.0/1 | 1",
                "require network 0.0.0.0/0, ::/0 | 1",
                "when network 0.0.0.0/1, 128.0.0.0/1 | 1",
                "require cert *.com | 1",
                "require tls | 1",
                "require network 198.51.100.0/24 | 0",
                "require cert bank.com | 0",
                "require network 0.0.0.0/1, 128.0.0.0/1 cert bank.com | 0"
            })
    void aPartnerThatAnybodyCanBe(String asked, int found) {
        List<Diagnostic> all = Policies.compile("""
                        language 1
                        organization { domains c.example }
                        endpoint cloud : exchange-online { tenant c.onmicrosoft.com cert cloud.c.example mailboxes c.example }
                        endpoint bank : partner { domains bank.com }
                        connector lock from internet to cloud require network 192.0.2.64/27
                        connector b from bank to cloud %s
                        """.formatted(asked)).diagnostics();
        assertThat(all)
                .filteredOn(one -> one.code() == DiagnosticCode.FILTER_PASSED)
                .hasSize(found);
    }
}
