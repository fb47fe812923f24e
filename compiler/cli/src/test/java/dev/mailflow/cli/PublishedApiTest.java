package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The core of the runtime is published API: whatever others can see says what it means. */
final class PublishedApiTest {
    private static final Path SOURCES = Path.of("../../runtime/core/src/main/java");

    @Test
    void everythingPublicIsExplained() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(f -> f.toString().endsWith(".java")
                            && !f.endsWith("module-info.java")
                            && !f.endsWith("package-info.java"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(30);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> silent = new ArrayList<>();
        int[] seen = new int[1];
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees documentation = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Published(documentation, silent, seen).scan(unit, null);
            }
        }
        assertThat(seen[0]).isGreaterThan(100);
        assertThat(silent).isEmpty();
    }

    /** Goes into what is public, and notes what is and has no comment. */
    private static final class Published extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees documentation;
        private final List<String> silent;
        private final int[] seen;

        Published(DocTrees documentation, List<String> silent, int[] seen) {
            this.documentation = documentation;
            this.silent = silent;
            this.seen = seen;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            judge(type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            // A record's constructor is explained with the record.
            boolean ofRecord = method.getReturnType() == null && owner().getKind() == Tree.Kind.RECORD;
            if (isPublic(method.getModifiers()) && !overrides && !ofRecord) {
                judge(owner().getSimpleName() + "." + method.getName());
            }
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, @Nullable Void nothing) {
            boolean component = owner().getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            if (isPublic(field.getModifiers()) && !component) {
                judge(owner().getSimpleName() + "." + field.getName());
            }
            return null;
        }

        private ClassTree owner() {
            return (ClassTree) getCurrentPath().getParentPath().getLeaf();
        }

        /** Members of an interface are public without a word. */
        private boolean isPublic(ModifiersTree modifiers) {
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || parent.getKind() == Tree.Kind.INTERFACE;
        }

        private void judge(String name) {
            seen[0]++;
            if (documentation.getDocComment(getCurrentPath()) == null) {
                silent.add(name);
            }
        }
    }
}
