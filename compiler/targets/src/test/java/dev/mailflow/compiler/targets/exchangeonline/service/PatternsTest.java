package dev.mailflow.compiler.targets.exchangeonline.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole labels, without case; what nobody has written down depends on the reading. */
class PatternsTest {
    private static final Reading OTHERWISE =
            new Reading(Reading.Apex.LEFT_OUT, Reading.Depth.ONE_LABEL, Reading.Order.AS_LISTED);

    private static boolean fits(Reading reading, String pattern, String domain) {
        return new Patterns(reading).rank(List.of(pattern), Optional.of(new MailAddress("a", new DomainName(domain))))
                >= 0;
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.com, contoso.com, true, true",
        "smtp:Contoso.COM;1, contoso.com, true, true",
        "contoso.com, mail.contoso.com, false, false",
        "contoso.com, evilcontoso.com, false, false",
        "*.contoso.com, mail.contoso.com, true, true",
        "*.contoso.com, a.b.contoso.com, true, true",
        "*.contoso.com, evilcontoso.com, false, false",
        "*.contoso.com, contoso.com, true, false",
        "*, contoso.com, true, true",
    })
    void domains(String pattern, String domain, boolean likely, boolean otherwise) {
        assertThat(fits(Reading.LIKELY, pattern, domain)).isEqualTo(likely);
        assertThat(fits(OTHERWISE, pattern, domain)).isEqualTo(otherwise);
    }

    @Test
    void theEmptySenderFitsTheAsteriskAlone() {
        Patterns patterns = new Patterns(Reading.LIKELY);
        assertThat(patterns.rank(List.of("*"), Optional.empty())).isZero();
        assertThat(patterns.rank(List.of("contoso.com", "*.contoso.com"), Optional.empty()))
                .isNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "*.contoso.com, mail.contoso.com, true, true",
        "*.contoso.com, *.contoso.com, true, true",
        "*.contoso.com, a.b.contoso.com, true, false",
        "*.contoso.com, contoso.com, false, false",
        "*.contoso.com, evilcontoso.com, false, false",
        "mail.contoso.com, mail.contoso.com, true, true",
        "Mail.Contoso.com, mail.contoso.com, true, true",
        "mail.contoso.com, *.contoso.com, false, false",
    })
    void certificates(String pattern, String name, boolean likely, boolean otherwise) {
        assertThat(new Patterns(Reading.LIKELY).anyName(pattern, List.of(name))).isEqualTo(likely);
        assertThat(new Patterns(OTHERWISE).anyName(pattern, List.of(name))).isEqualTo(otherwise);
    }
}
