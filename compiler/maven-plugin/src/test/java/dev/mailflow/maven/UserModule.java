package dev.mailflow.maven;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;

/** A user's module, as Maven hands it to a goal: defaults of the settings are those of the plugin's descriptor. */
final class UserModule {
    private static final String VERSION = "1.0";

    private final Path folder;
    private final Path top;
    private final Map<Object, Object> context = new HashMap<>();
    private final MavenProject project = new MavenProject();
    private final Editing editing = new Editing();
    private String version = VERSION;

    /** @param top the folder that the whole build was started for */
    UserModule(Path folder, Path top) {
        this.folder = folder;
        this.top = top;
        project.setFile(folder.resolve("pom.xml").toFile());
        Build build = new Build();
        build.setDirectory(folder.resolve("target").toString());
        build.setOutputDirectory(folder.resolve("target/classes").toString());
        project.setBuild(build);
    }

    UserModule(Path folder) {
        this(folder, folder);
    }

    /**
     * @param log each message with its level in front, as in {@code error: …}
     * @param failure what Maven would tell the user
     */
    record Run(List<String> log, Optional<String> failure) {
        Run {
            log = List.copyOf(log);
        }

        String text() {
            return String.join("\n", log);
        }
    }

    MavenProject project() {
        return project;
    }

    Editing editing() {
        return editing;
    }

    /** As if the user had changed to another release of the plugin. */
    void upgrade(String release) {
        this.version = release;
    }

    /** What one build remembers from goal to goal is forgotten. */
    void nextBuild() {
        context.clear();
    }

    UserModule file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    String read(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

    boolean has(String path) {
        return Files.exists(folder.resolve(path));
    }

    Run run(PolicyMojo goal) throws Exception {
        return run(goal, Map.of());
    }

    /** @param settings by the name of the field */
    Run run(PolicyMojo goal, Map<String, Object> settings) throws Exception {
        String name = Descriptor.goalOf(goal.getClass());
        Plugin plugin = new Plugin();
        plugin.setGroupId("dev.mailflow");
        plugin.setArtifactId("mailflow-maven-plugin");
        plugin.setVersion(version);
        Map<String, Object> values = new HashMap<>();
        for (var parameter : Descriptor.read().defaults(name).entrySet()) {
            values.put(parameter.getKey(), value(parameter.getValue(), name, plugin));
        }
        values.putAll(settings);
        values.put("buildContext", editing.context());
        values.put("olderBuildContext", new org.sonatype.plexus.build.incremental.DefaultBuildContext());
        for (var entry : values.entrySet()) {
            Field field = field(goal.getClass(), entry.getKey());
            field.setAccessible(true);
            field.set(goal, converted(entry.getValue(), field.getType()));
        }
        RecordedLog log = new RecordedLog();
        goal.setLog(log);
        goal.setPluginContext(context);
        try {
            goal.execute();
            return new Run(log.messages(), Optional.empty());
        } catch (MojoFailureException e) {
            return new Run(log.messages(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private Object value(String text, String goal, Plugin plugin) {
        return switch (text) {
            case "${project}" -> project;
            case "${mojoExecution}" -> new MojoExecution(plugin, goal, "default");
            case "${plugin}" -> descriptor();
            case "${session.executionRootDirectory}" -> top.toString();
            case "${session.userProperties}" -> new Properties();
            default ->
                text.replace("${project.basedir}", folder.toString())
                        .replace(
                                "${project.build.directory}", project.getBuild().getDirectory())
                        .replace(
                                "${project.build.outputDirectory}",
                                project.getBuild().getOutputDirectory());
        };
    }

    private PluginDescriptor descriptor() {
        PluginDescriptor descriptor = new PluginDescriptor();
        descriptor.setGroupId("dev.mailflow");
        descriptor.setArtifactId("mailflow-maven-plugin");
        descriptor.setVersion(version);
        descriptor.setArtifacts(new ArrayList<>());
        return descriptor;
    }

    private static Object converted(Object value, Class<?> type) {
        if (!(value instanceof String text)) {
            return value;
        }
        if (type == File.class) {
            return new File(text);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        return text;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            for (Field field : current.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
