/**
 * The SMTP relay of one site: it receives, asks the routing policy, keeps what it accepted and delivers it. This
 * package joins the parts; it knows no protocol.
 */
@NullMarked
package dev.mailflow.relay;

import org.jspecify.annotations.NullMarked;
