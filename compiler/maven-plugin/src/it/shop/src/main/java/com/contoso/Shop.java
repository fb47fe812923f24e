package com.contoso;

import com.contoso.mail.Office365Routing;
import dev.mailflow.runtime.RoutingPolicy;

/** Compiles only if what is generated is on the path of sources. */
public final class Shop {
    private Shop() {}

    public static RoutingPolicy policy() {
        return new Office365Routing();
    }
}
