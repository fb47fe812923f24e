package dev.mailflow.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The policy that a test class, a method or a parameter is about. Parameters may then be a
 * {@link dev.mailflow.testkit.CompiledPolicy}, a generated routing class, a {@link dev.mailflow.runtime.RoutingPolicy} (of the only
 * site, or of the one that {@link At} names) and, with jqwik's {@code @ForAll}, a {@link dev.mailflow.testkit.Message} or a
 * {@link dev.mailflow.runtime.Transaction} at the policy's own boundaries.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(JupiterParameters.class)
@AddLifecycleHook(JqwikParameters.class)
@Domain(BoundaryDomain.class)
@Domain(DomainContext.Global.class)
public @interface MailflowPolicy {
    /** The file's path beneath {@code src/main/mailflow}. */
    String value();
}
