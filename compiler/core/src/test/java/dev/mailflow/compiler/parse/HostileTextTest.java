package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that no one wrote as a policy, and policies larger than anyone writes. */
class HostileTextTest {
    private final List<Diagnostic> told = new ArrayList<>();

    private PolicyFile read(String text) {
        long before = cpu();
        PolicyFile file = PolicyParser.parse(new SourceFile("x", text), told::add);
        assertThat(Duration.ofNanos(cpu() - before)).isLessThan(Duration.ofSeconds(30));
        return file;
    }

    /** Of this thread: on a busy machine the clock counts what others do. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private List<DiagnosticCode> codes() {
        return told.stream().map(Diagnostic::code).toList();
    }

    @Test
    void binaryIsOneMistake() {
        assertThat(read("MZ\0\1\2\3 from a to b \0\0").declarations()).isEmpty();
        assertThat(codes()).containsExactly(DiagnosticCode.NOT_TEXT);
    }

    @Test
    void aLineOfTenMegabytesIsOneMistake() {
        read("from a to b via " + "a,".repeat(5_000_000));
        assertThat(codes()).containsExactly(DiagnosticCode.LINE_TOO_LONG);
    }

    @Test
    void deepBracesAreOneMistake() {
        read("{".repeat(100_000));
        assertThat(codes()).containsExactly(DiagnosticCode.UNEXPECTED_TEXT);
    }

    @Test
    void deepBracesBehindAnEndpointAreFewMistakes() {
        read("endpoint a : server " + "{ ".repeat(100_000));
        assertThat(told).hasSizeLessThan(4);
    }

    @Test
    void deepTablesAreOneMistake() {
        read("for each a in \"t.csv\" {\n".repeat(100_000));
        assertThat(codes()).contains(DiagnosticCode.NESTED_TOO_DEEP);
    }

    @Test
    void aHundredThousandConnectorsAreReadInSeconds() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("connector c")
                    .append(i)
                    .append(" from a to b when sender d")
                    .append(i);
            text.append(".example require tls 1.2 cert *.d.example via mx\n");
        }
        assertThat(read(text.toString()).declarations()).hasSize(100_000);
        assertThat(told).isEmpty();
    }

    @Test
    void aHundredThousandMistakesAreToldInPart() {
        read("conector c form a to b\n".repeat(100_000));
        assertThat(told).hasSize(Mistakes.SHOWN + 1);
        assertThat(told.get(Mistakes.SHOWN).code()).isEqualTo(DiagnosticCode.MORE_MISTAKES);
        assertThat(told.get(Mistakes.SHOWN).message()).startsWith("at least 9");
    }

    @Test
    void aHugeBrokenListEnds() {
        read("networks n = 10.0.0.1" + "\n 10.0.0.2".repeat(300_000));
        assertThat(told).hasSizeGreaterThan(10);
    }

    @Test
    void elevenMistakesAreElevenMessages() {
        read("""
                endpont a : server { hosts b c }
                endpoint d partner { domains e.com, }
                conector x from a -> b
                connector y from a to b requier tls
                connector z from a to b require tls, cert e
                from a to b description hello
                networks n : 10.0.0.0/8
                import other.mailflow
                """);
        assertThat(told).hasSize(11);
    }

    @Test
    void loneSurrogatesAndEmojiAreWords() {
        read("from \uD83D a \uDE00 to \uD83D\uDE00\n");
        assertThat(told).isNotEmpty();
    }
}
