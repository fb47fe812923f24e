/**
 * Envelope addresses, message content and header sections as octets. It does no input or output but the content's
 * own.
 */
@NullMarked
package dev.mailflow.relay.mail;

import org.jspecify.annotations.NullMarked;
