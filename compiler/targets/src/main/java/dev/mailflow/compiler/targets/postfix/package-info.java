/**
 * Postfix: a site's decisions in the terms of {@code main.cf}, {@code master.cf} and look-up tables (postconf(5), access(5),
 * transport(5), smtp_tls_policy_maps). Who may send is a tree of restriction classes, where mail goes is a transport table;
 * what Postfix cannot say is reported, never left out in silence. Knows no other target.
 */
@NullMarked
package dev.mailflow.compiler.targets.postfix;

import org.jspecify.annotations.NullMarked;
