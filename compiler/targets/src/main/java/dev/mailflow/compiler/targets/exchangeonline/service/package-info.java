/** What the service makes of a message, as far as it is documented; knows tenants and nothing of policies. */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline.service;

import org.jspecify.annotations.NullMarked;
