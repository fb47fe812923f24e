package dev.mailflow.compiler.type;

import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import java.util.List;
import java.util.Optional;

/** Words to values, each kind by its own reader. All report what is wrong with the word, with the way out, and are empty then. */
final class Values {
    private final ValueReports reports;
    private final PatternValues patterns;
    private final NetworkValues networks;
    private final CertificateValues certificates;
    private final HostValues hosts;
    private final SmallValues small;

    Values(DiagnosticSink sink) {
        this.reports = new ValueReports(sink);
        this.patterns = new PatternValues(reports);
        this.networks = new NetworkValues(reports);
        this.certificates = new CertificateValues(reports, patterns);
        this.hosts = new HostValues(reports, patterns);
        this.small = new SmallValues(reports);
    }

    /** A pattern of senders or recipients. */
    Optional<AddressPattern> addressPattern(Word word) {
        return patterns.addressPattern(word);
    }

    /** A pattern of domains: no address, no empty sender. */
    Optional<AddressPattern> domainPattern(Word word) {
        return patterns.domainPattern(word);
    }

    Optional<MailAddress> mailAddress(Word word) {
        return patterns.mailAddress(word);
    }

    Optional<DomainName> domain(Word word) {
        return patterns.domain(word, 0);
    }

    /** The domain that a tenant has at Exchange Online; by its first label alone no host is found. */
    Optional<DomainName> tenant(Word word) {
        String text = word.text();
        Optional<DomainName> read = domain(word);
        if (read.isEmpty() || read.get().labels() > 1 || text.endsWith(".")) {
            return read;
        }
        if (text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            return reports.bad(
                    DiagnosticCode.BAD_DOMAIN,
                    word,
                    "`" + text + "` is the number of a tenant, its domain is wanted here",
                    "write the domain that the tenant began with, as in `contoso.onmicrosoft.com`");
        }
        return reports.bad(
                DiagnosticCode.BAD_DOMAIN,
                word,
                "`" + text + "` is one label, the tenant's whole domain is wanted here",
                "write `" + text + ".onmicrosoft.com`",
                text + ".onmicrosoft.com");
    }

    Optional<Network> network(Word word) {
        return networks.network(word);
    }

    Optional<IpAddress> address(Word word) {
        return networks.address(word);
    }

    Optional<CertificatePattern> certificatePattern(Word word) {
        return certificates.certificatePattern(word);
    }

    /** A name that a certificate shows: like a pattern, but taken literally. */
    Optional<String> certificateName(Word word) {
        return certificates.certificatePattern(word).map(CertificatePattern::text);
    }

    Optional<NextHop> host(Word word) {
        return hosts.host(word);
    }

    /** Octets. */
    Optional<Long> size(Word word) {
        return small.size(word);
    }

    Optional<TlsVersion> tlsVersion(Word word) {
        return small.tlsVersion(word);
    }

    /** A version that can be demanded: what is older than 1.2 is deprecated (RFC 8996). */
    Optional<TlsVersion> demandableTlsVersion(Word word) {
        return small.demandableTlsVersion(word);
    }

    Optional<Integer> number(Word word, int least, int most, String what) {
        return small.number(word, least, most, what);
    }

    Optional<String> headerName(Word word) {
        return small.headerName(word);
    }

    /** One of a few words. */
    Optional<String> choice(Word word, String property, List<String> choices) {
        return small.choice(word, property, choices);
    }
}
