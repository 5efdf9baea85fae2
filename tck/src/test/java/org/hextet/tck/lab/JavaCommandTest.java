package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a child does. */
    public static final class Child {

        private Child() {}

        /**
         * Prints where it is, or waits for ever.
         *
         * @param arguments one word
         * @throws InterruptedException never
         */
        public static void main(String[] arguments) throws InterruptedException {
            if (arguments[0].equals("hang")) {
                new CountDownLatch(1).await();
            }
            System.out.print(Locale.getDefault() + " " + System.getProperty("mine") + " " + System.getenv("OURS") + " "
                    + arguments[0]);
            System.err.print("a word");
            System.exit(3);
        }
    }

    private final JavaCommand child = JavaCommand.likeThisOne().withMain(Child.class);

    @Test
    void a_child_has_the_locale_properties_environment_and_arguments_that_it_was_given() throws Exception {
        Output output = child.withLocale(Locale.GERMANY)
                .withProperty("mine", "m")
                .withEnvironment("OURS", "o")
                .withArguments("a")
                .run(PATIENCE);

        assertEquals(new Output(3, "de_DE m o a", output.stderr()), output);
        assertEquals("a word", output.lastWord());
    }

    /** A JVM warns of large pages where it has none, among what its program prints. */
    @Test
    void what_a_child_prints_is_not_mixed_with_warnings_of_its_jvm() throws Exception {
        Output output =
                child.withOptions("-XX:+UseLargePages").withArguments("a").run(PATIENCE);

        assertEquals(Locale.getDefault() + " null null a", output.stdout());
        assumeTrue(output.stderr().contains("UseLargePages"), "large pages are there, and no warning");
    }

    @Test
    void a_child_that_hangs_is_killed() {
        assertThrows(IOException.class, () -> child.withArguments("hang").run(Duration.ofMillis(1500)));
    }

    @Test
    void a_folder_of_modules_stands_for_the_modules_in_it(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("one.jar"));
        Path exploded = Files.createDirectory(folder.resolve("two"));
        Files.createFile(exploded.resolve("module-info.class"));
        Files.createFile(folder.resolve("notes.txt"));
        Files.createDirectory(folder.resolve("empty"));

        List<Path> entries = child.withModulePathOnly(List.of(folder)).entries();

        assertEquals(List.of(jar, exploded), entries);
        assertEquals(
                List.of(exploded), child.withModulePathOnly(List.of(exploded)).entries());
    }

    @Test
    void a_command_without_main_class_is_a_mistake() {
        assertThrows(
                IllegalStateException.class, () -> JavaCommand.likeThisOne().words());
    }
}
