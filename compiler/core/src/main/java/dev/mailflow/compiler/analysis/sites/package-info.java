/**
 * What happens over several sites: mail that goes round, strangers' mail that leaves again, filters and central ways that are passed
 * by; as the policy says and with one fault. Knows no claims; claims walk on the same hops.
 */
@NullMarked
package dev.mailflow.compiler.analysis.sites;

import org.jspecify.annotations.NullMarked;
