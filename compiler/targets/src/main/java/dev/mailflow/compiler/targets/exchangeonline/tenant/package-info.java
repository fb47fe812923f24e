/** What a tenant holds of mail flow, in the words of its cmdlets; knows neither policies nor files. */
@NullMarked
package dev.mailflow.compiler.targets.exchangeonline.tenant;

import org.jspecify.annotations.NullMarked;
