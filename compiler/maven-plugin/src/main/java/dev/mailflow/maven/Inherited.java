package dev.mailflow.maven;

import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.model.BuildBase;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.ModelBase;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginContainer;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** What a module has from elsewhere and does not say itself: from its parents, or from a profile of {@code settings.xml}. */
final class Inherited {
    private final String plugin;

    /** @param plugin key of the plugin whose settings are meant */
    Inherited(String plugin) {
        this.plugin = plugin;
    }

    boolean has(MavenProject module, Setting setting) {
        if (states(module, setting)) {
            return false;
        }
        for (MavenProject parent = module.getParent(); parent != null; parent = parent.getParent()) {
            if (states(parent, setting)) {
                return true;
            }
        }
        return isOfTheSettings(module, setting);
    }

    /** Maven puts the properties of such a profile into every module; no POM states them. */
    private static boolean isOfTheSettings(MavenProject module, Setting setting) {
        return module.getProperties().containsKey(setting.property());
    }

    /** In its own POM, in a profile of it or not. */
    private boolean states(MavenProject module, Setting setting) {
        return Optional.ofNullable(module.getOriginalModel())
                .filter(model -> states(model, model.getBuild(), setting)
                        || model.getProfiles().stream()
                                .anyMatch(profile -> states(profile, profile.getBuild(), setting)))
                .isPresent();
    }

    private boolean states(ModelBase model, @Nullable BuildBase build, Setting setting) {
        Properties properties = model.getProperties();
        if (properties.containsKey(setting.property())) {
            return true;
        }
        return build != null
                && Stream.of(Optional.<PluginContainer>of(build), Optional.ofNullable(build.getPluginManagement()))
                        .flatMap(Optional::stream)
                        .flatMap(container -> container.getPlugins().stream())
                        .filter(one -> one.getKey().equals(plugin))
                        .anyMatch(one -> states(one, setting));
    }

    private static boolean states(Plugin plugin, Setting setting) {
        return Stream.concat(Stream.of(plugin), plugin.getExecutions().stream())
                .map(ConfigurationContainer::getConfiguration)
                .anyMatch(configuration -> configuration instanceof Xpp3Dom dom && dom.getChild(setting.key()) != null);
    }
}
