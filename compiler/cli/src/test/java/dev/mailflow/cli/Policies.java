package dev.mailflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies of the tests. */
final class Policies {
    static final String CONTOSO = """
            language 1
            organization contoso { domains contoso.com  direct-send refuse }
            endpoint office365 : exchange-online {
              hosts cloud.contoso.com  cert cloud.contoso.com  mailboxes bob@contoso.com
            }
            endpoint onprem : server {
              hosts mail1.contoso.com  cert mail1.contoso.com  mailboxes john@contoso.com
            }
            connector hybrid-in  from onprem to office365 require tls 1.2 cert mail1.contoso.com
            connector hybrid-out from office365 to onprem require tls 1.2 cert mail1.contoso.com
            test "John writes to Bob" at office365 {
              client  203.0.113.41 tls 1.3 cert mail1.contoso.com
              message john@contoso.com -> bob@contoso.com
              expect  deliver by hybrid-in
            }
            test "Sun writes to John" at office365 {
              client  198.51.100.7
              message sun@sunshine.example -> john@contoso.com
              expect  send via hybrid-out by internet
            }
            """;

    private Policies() {}

    static void contoso(Path folder) throws IOException {
        Files.writeString(folder.resolve("contoso.mailflow"), CONTOSO);
    }
}
