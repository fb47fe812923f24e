package dev.mailflow.relay.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.NotificationRequest.ForRecipient;
import dev.mailflow.relay.mail.NotificationRequest.Occasion;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.mail.NotificationRequest.Returned;
import dev.mailflow.runtime.DomainName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a sender asked for survives being kept, and nothing that decodes can break a line of a report. */
final class NotificationRequestPropertyTest {
    @Property(tries = 300, seed = "6110087")
    void isReadBackAsItWas(@ForAll("requests") NotificationRequest request) {
        assertThat(NotificationRequest.of(request.text())).isEqualTo(request);
    }

    @Property(tries = 500, seed = "6110088")
    void whatIsEncodedIsDecoded(@ForAll("printable") String plain) {
        assertThat(Xtext.decode(encoded(plain), PathParser.Letters.ASCII)).contains(plain);
    }

    @Property(tries = 1000, seed = "6110089")
    void nothingDecodedBreaksALine(@ForAll String text) {
        for (PathParser.Letters letters : PathParser.Letters.values()) {
            Xtext.decode(text, letters)
                    .ifPresent(plain -> assertThat(plain.chars()).noneMatch(c -> c < ' ' || c >= 0x7F && c < 0xA0));
        }
    }

    private static String encoded(String plain) {
        return plain.chars()
                .mapToObj(c -> c > ' ' && c <= '~' && c != '+' && c != '='
                        ? String.valueOf((char) c)
                        : String.format("+%02X", c))
                .collect(Collectors.joining());
    }

    @Provide
    Arbitrary<String> printable() {
        return Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60);
    }

    @Provide
    Arbitrary<NotificationRequest> requests() {
        Arbitrary<EnvelopeAddress> addresses = Arbitraries.of("a", "\"b c\"", "\"d\\\"e\"", "j\u00f6rg")
                .map(local -> new EnvelopeAddress(local, DomainName.of("local.test")));
        Arbitrary<Set<Occasion>> occasions = Arbitraries.oneOf(
                Arbitraries.of(Occasion.SUCCESS, Occasion.FAILURE, Occasion.DELAY)
                        .set()
                        .ofMaxSize(3),
                Arbitraries.just(Set.of(Occasion.NEVER)));
        Arbitrary<String> originals = printable().map(text -> text.isEmpty() ? "" : "rfc822;" + encoded(text));
        Arbitrary<Map<EnvelopeAddress, ForRecipient>> recipients = Arbitraries.maps(
                        addresses, Combinators.combine(occasions, originals).as(ForRecipient::new))
                .ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.of(Returned.class),
                        printable().map(NotificationRequestPropertyTest::encoded),
                        recipients,
                        Arbitraries.of(Passage.class))
                .as((returned, id, map, passage) ->
                        new NotificationRequest(returned, id, new LinkedHashMap<>(map), passage));
    }

    @net.jqwik.api.Example
    void decodesWhatAnOtherServerSent() {
        NotificationRequest request = new NotificationRequest(
                Returned.HDRS,
                "QQ+2B1",
                Map.of(
                        EnvelopeAddress.of("a@local.test"),
                        new ForRecipient(Set.of(Occasion.FAILURE, Occasion.DELAY), "rfc822;Bob+2Bx@example.com")),
                Passage.ANY);
        assertThat(request.originalEnvelopeId()).isEqualTo("QQ+1");
        assertThat(request.parameters()).isEqualTo(" RET=HDRS ENVID=QQ+2B1");
        ForRecipient bob = request.of(EnvelopeAddress.of("a@local.test"));
        assertThat(bob.originalRecipientField()).isEqualTo("rfc822; Bob+x@example.com");
        assertThat(bob.parameters()).isEqualTo(" NOTIFY=FAILURE,DELAY ORCPT=rfc822;Bob+2Bx@example.com");
        assertThat(List.of(Occasion.values()).stream().filter(bob::wants))
                .containsExactly(Occasion.FAILURE, Occasion.DELAY);
    }
}
