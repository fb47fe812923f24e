package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.TestParts;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.resolve.Places;
import dev.mailflow.compiler.resolve.Suggestions;
import dev.mailflow.compiler.type.CheckedPolicy.Client;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Expect;
import dev.mailflow.compiler.type.CheckedPolicy.ExpectedVerdict;
import dev.mailflow.compiler.type.CheckedPolicy.Message;
import dev.mailflow.compiler.type.CheckedPolicy.Remote;
import dev.mailflow.compiler.type.CheckedPolicy.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the lines of a test. */
public final class TestChecker {
    /** Reasons of language.md, section 3, in its order. */
    public static final List<String> REASONS = List.of(
            "loop",
            "tls-required",
            "tls-version",
            "cert-mismatch",
            "network-not-allowed",
            "auth-required",
            "sender-not-allowed",
            "recipient-not-allowed",
            "size-exceeded",
            "relay-denied",
            "direct-send",
            "unknown-recipient",
            "tls-unavailable");

    private static final Map<String, String> OTHER_REASONS = Map.of(
            "no-tls", "tls-required",
            "tls", "tls-required",
            "starttls", "tls-required",
            "relay", "relay-denied",
            "relaying", "relay-denied",
            "cert", "cert-mismatch",
            "certificate", "cert-mismatch",
            "no-such-user", "unknown-recipient",
            "user-unknown", "unknown-recipient",
            "too-large", "size-exceeded");

    /** Of a message whose size the test does not state. */
    private static final long DEFAULT_SIZE = 1024;

    private static final int MOST_HOPS = 1_000_000;

    private final DiagnosticSink sink;
    private final Values values;

    public TestChecker(DiagnosticSink sink) {
        this(sink, new Values(sink));
    }

    TestChecker(DiagnosticSink sink, Values values) {
        this.sink = sink;
        this.values = values;
    }

    /** The names of the lines that a test needs and this one has not. */
    static List<String> lacks(Declaration.Test written) {
        List<String> missing = new ArrayList<>();
        if (written.client().isEmpty()) {
            missing.add("client");
        }
        if (written.message().isEmpty()) {
            missing.add("message");
        }
        if (written.expect().isEmpty()) {
            missing.add("expect");
        }
        return missing;
    }

    Optional<Test> test(Declaration.Test written, Endpoint site) {
        if (written.title().text().isBlank()) {
            sink.report(
                    Diagnostic.of(DiagnosticCode.UNTITLED_TEST, written.title().span(), "this test has no title")
                            .withHelp("say between the quotes what it shows; reports and `--run` name it by that"));
            return Optional.empty();
        }
        List<String> missing = lacks(written);
        if (!missing.isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.BAD_TEST,
                            written.title().span(),
                            "this test has no line "
                                    + String.join(
                                            ", ",
                                            missing.stream()
                                                    .map(m -> "`" + m + "`")
                                                    .toList()))
                    .withHelp("a test has the lines `client`, `message` and `expect`, and `remote` where it matters"));
            return Optional.empty();
        }
        Optional<Client> client = client(written.client().orElseThrow());
        Optional<Message> message = message(written.message().orElseThrow());
        Optional<Optional<Remote>> remote = written.remote().isEmpty()
                ? Optional.of(Optional.empty())
                : remote(written.remote().get()).map(Optional::of);
        Optional<Expect> expect = expect(written.expect().orElseThrow());
        if (client.isEmpty() || message.isEmpty() || remote.isEmpty() || expect.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Test(
                written.title().text(), site, written.span(), client.get(), message.get(), remote.get(), expect.get()));
    }

    /** What {@code client …} says; empty after a report. */
    public Optional<Client> client(TestParts.Client written) {
        if (!(written instanceof TestParts.Client.Connection connection)) {
            return Optional.of(new Client.Submitted());
        }
        Optional<IpAddress> address = oneClient(connection.address());
        Optional<Optional<TlsVersion>> tls = tls(connection.tls());
        List<String> names = names(connection.certificates());
        if (address.isEmpty()
                || tls.isEmpty()
                || names.size() != connection.certificates().size()) {
            return Optional.empty();
        }
        if (!names.isEmpty() && tls.get().isEmpty()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.CERTIFICATE_WITHOUT_TLS,
                            connection.certificates().get(0).span(),
                            "a client without TLS shows no certificate")
                    .withHelp("write `tls 1.3` before `cert`"));
            return Optional.empty();
        }
        Optional<Word> nobody = connection.user().filter(user -> user.text().isBlank());
        if (nobody.isPresent()) {
            sink.report(Places.at(DiagnosticCode.EMPTY_USER, nobody.get(), "an empty name authenticates nobody")
                    .withHelp("write the name that authenticates, or leave `auth` out"));
            return Optional.empty();
        }
        return Optional.of(new Client.Connection(
                address.get(), tls.get(), names, connection.user().map(Word::text)));
    }

    private Optional<IpAddress> oneClient(Word word) {
        String text = word.text();
        int slash = text.indexOf('/');
        Optional<IpAddress> first = slash < 0 ? Optional.empty() : IpAddress.parse(text.substring(0, slash));
        if (first.isPresent()) {
            return many(
                    word,
                    "`" + text + "` is a network; a message comes from one client",
                    "write one of its addresses, as in `" + first.get() + "`");
        }
        if (slash < 0 && text.indexOf(':') < 0 && hasOtherLetter(text)) {
            return many(
                    word,
                    "`" + text + "` is a name; a client is known by its address",
                    "write its IP address, as in `192.0.2.1`; names of its certificate stand behind `cert`");
        }
        return values.address(word);
    }

    /** Of a recipient, and of a sender that is not empty. */
    private Optional<MailAddress> oneAddress(Word word, String part) {
        String text = word.text();
        if (text.equals("<>")) {
            return many(
                    word,
                    "`<>` is the empty sender; a message has a recipient",
                    "write one address, as in `bob@contoso.com`");
        }
        boolean isPattern =
                text.indexOf('@') < 0 && (text.startsWith("*") || text.startsWith("?.") || text.startsWith("."));
        return isPattern
                ? many(
                        word,
                        "`" + text + "` is a pattern; a message has one " + part,
                        "write one address that it means, as in `bob@contoso.com`")
                : values.mailAddress(word);
    }

    private <T> Optional<T> many(Word word, String message, String help) {
        sink.report(Places.at(DiagnosticCode.MANY_FOR_ONE, word, message).withHelp(help));
        return Optional.empty();
    }

    private Optional<Optional<TlsVersion>> tls(Optional<TestParts.Tls> written) {
        if (written.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        if (written.get().version().isEmpty()) {
            return Optional.of(Optional.of(TlsVersion.TLS_1_3));
        }
        return values.tlsVersion(written.get().version().get()).map(Optional::of);
    }

    private List<String> names(List<Word> words) {
        List<String> names = new ArrayList<>(words.size());
        for (Word word : words) {
            values.certificateName(word).ifPresent(names::add);
        }
        return names;
    }

    /** What {@code message …} says; empty after a report. */
    public Optional<Message> message(TestParts.Message written) {
        Optional<Optional<MailAddress>> sender = written.sender().text().equals("<>")
                ? Optional.of(Optional.empty())
                : oneAddress(written.sender(), "sender").map(Optional::of);
        Optional<MailAddress> recipient = oneAddress(written.recipient(), "recipient");
        Optional<Long> size = written.size().isEmpty()
                ? Optional.of(DEFAULT_SIZE)
                : values.size(written.size().get());
        Optional<Integer> hops = written.hops().isEmpty()
                ? Optional.of(0)
                : values.number(written.hops().get(), 0, MOST_HOPS, "a number of hops");
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (TestParts.Header header : written.headers()) {
            values.headerName(header.name())
                    .ifPresent(name ->
                            headers.add(Map.entry(name, header.value().text().strip())));
        }
        if (sender.isEmpty()
                || recipient.isEmpty()
                || size.isEmpty()
                || hops.isEmpty()
                || headers.size() != written.headers().size()) {
            return Optional.empty();
        }
        return Optional.of(new Message(sender.get(), recipient.get(), size.get(), hops.get(), headers));
    }

    /** What {@code remote …} says; empty after a report. */
    public Optional<Remote> remote(TestParts.Remote written) {
        if (!written.offersTls()) {
            return Optional.of(new Remote(Optional.empty(), List.of()));
        }
        Optional<TlsVersion> version = written.version().isEmpty()
                ? Optional.of(TlsVersion.TLS_1_3)
                : values.tlsVersion(written.version().get());
        List<String> names = names(written.certificates());
        if (version.isEmpty() || names.size() != written.certificates().size()) {
            return Optional.empty();
        }
        return Optional.of(new Remote(version, names));
    }

    private Optional<Expect> expect(TestParts.Expect written) {
        Optional<String> by = written.by().map(Word::text);
        TestParts.Outcome outcome = written.outcome();
        if (outcome instanceof TestParts.Outcome.Deliver) {
            return Optional.of(new Expect(ExpectedVerdict.DELIVER, "", by, written.span()));
        }
        if (outcome instanceof TestParts.Outcome.SendVia via) {
            return Optional.of(
                    new Expect(ExpectedVerdict.SEND_VIA, via.connector().text(), by, written.span()));
        }
        if (outcome instanceof TestParts.Outcome.SendToInternet) {
            return Optional.of(new Expect(ExpectedVerdict.SEND_TO_INTERNET, "", by, written.span()));
        }
        boolean reject = outcome instanceof TestParts.Outcome.Reject;
        Word word = outcome instanceof TestParts.Outcome.Reject rejected
                ? rejected.reason()
                : ((TestParts.Outcome.Defer) outcome).reason();
        return reason(word)
                .map(reason -> new Expect(
                        reject ? ExpectedVerdict.REJECT : ExpectedVerdict.DEFER, reason, by, written.span()));
    }

    Optional<String> reason(Word word) {
        if (REASONS.contains(word.text())) {
            return Optional.of(word.text());
        }
        Diagnostic diagnostic =
                Places.at(DiagnosticCode.UNKNOWN_REASON, word, "there is no reason `" + word.text() + "`");
        sink.report(Suggestions.nearest(word.text(), REASONS)
                .or(() -> Optional.ofNullable(OTHER_REASONS.get(word.text().toLowerCase(Locale.ROOT))))
                .map(found -> diagnostic
                        .withHelp(Suggestions.phrase(word.text(), found))
                        .withFix(new Fix("replace by `" + found + "`", word.span(), found)))
                .orElse(diagnostic.withHelp(
                        (Character.isDigit(word.text().charAt(0)) ? "a test names the reason, not the code: " : "")
                                + "write one of "
                                + String.join(
                                        ", ",
                                        REASONS.stream().map(r -> "`" + r + "`").toList()))));
        return Optional.empty();
    }

    /** Whether there is a letter that is no hexadecimal digit. */
    private static boolean hasOtherLetter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z') {
                return true;
            }
        }
        return false;
    }
}
