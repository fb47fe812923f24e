package dev.mailflow.compiler.type;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The clouds that Exchange Online is run in, told by the domain that a tenant began with. Each has hosts of its own; of GCC High and DoD
 * the domains are alike, and so is the certificate.
 */
public enum Cloud {
    WORLDWIDE(".onmicrosoft.com", "mail.protection.outlook.com"),
    US_GOVERNMENT(".onmicrosoft.us", "mail.protection.office365.us"),
    CHINA(".onmschina.cn", "mail.protection.partner.outlook.cn"),
    GERMANY(".onmicrosoft.de", "mail.protection.outlook.de");

    private final String tenants;
    private final CertificatePattern certificate;

    Cloud(String tenants, String certificate) {
        this.tenants = tenants;
        this.certificate = new CertificatePattern(certificate);
    }

    /** @param tenant the domain it began with; where none is known, the worldwide cloud is meant */
    public static Cloud of(Optional<DomainName> tenant) {
        return tenant.map(DomainName::text).map(Cloud::of).orElse(WORLDWIDE);
    }

    /** @param tenant as somebody wrote it */
    public static Cloud of(String tenant) {
        String domain = tenant.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(cloud -> domain.endsWith(cloud.tenants))
                .findFirst()
                .orElse(WORLDWIDE);
    }

    /** What it shows for every tenant. */
    public CertificatePattern certificate() {
        return certificate;
    }
}
