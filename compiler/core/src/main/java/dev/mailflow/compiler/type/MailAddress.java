package dev.mailflow.compiler.type;

/**
 * An envelope address in the form in which it is compared.
 *
 * @param localPart lower case, quotes and escapes of a quoted string removed (RFC 5321 4.1.2)
 */
public record MailAddress(String localPart, DomainName domain) {
    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
