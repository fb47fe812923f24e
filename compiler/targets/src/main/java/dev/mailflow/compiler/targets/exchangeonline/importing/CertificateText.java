package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How exports name a certificate: by a host or {@code *.domain}, or by its whole subject, perhaps behind its issuer. */
final class CertificateText {
    /** {@code <I>CN=some issuer<S>CN=mail.contoso.com, O=Contoso}, as Exchange Server writes it. */
    private static final Pattern ISSUER_AND_SUBJECT = Pattern.compile("(?is)\\s*<I>.*?<S>(.*)");

    private static final Pattern COMMON_NAME =
            Pattern.compile("(?i)(?:^|[,;/+])\\s*CN\\s*=\\s*\"?([^,;/+\"=]+?)\"?\\s*(?:$|[,;/+])");

    private CertificateText() {}

    /** Empty if no host can be read out of it. A bare {@code *} names nobody. */
    static Optional<String> host(String written) {
        Matcher both = ISSUER_AND_SUBJECT.matcher(written);
        String subject = both.matches() ? both.group(1) : written;
        Matcher name = COMMON_NAME.matcher(subject);
        String host = (name.find() ? name.group(1) : subject).strip();
        boolean taken = !host.equals("*")
                && host.indexOf('.') > 0
                && DomainSpace.parse(host)
                        .filter(space -> space.isTaken() && space.pattern().equalsIgnoreCase(host))
                        .isPresent();
        return taken ? Optional.of(host) : Optional.empty();
    }
}
