package dev.mailflow.cli;

import dev.mailflow.cli.render.Summary;
import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.relay.queue.QueueControl.Order;
import dev.mailflow.relay.queue.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code mailflow queue}: what a relay keeps, seen and handled beside it. */
@Command(
        name = "queue",
        header = "Lists, retries, bounces, holds and reroutes the mail that a relay keeps.",
        description = "Works beside a running relay, which sees an order within a second, and on the queue of a"
                + " stopped one, which sees it when it starts. What is being delivered at that moment is delivered.",
        synopsisSubcommandLabel = "ACTION",
        footer = {"", "Example: mailflow queue retry --overlay onprem.overlay.json 6R3N0G4X1C2A"})
final class QueueCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private final Common common;

    QueueCommand(Terminal terminal) {
        this.terminal = terminal;
        this.common = new Common(terminal);
    }

    /** The command with its actions, in the order in which help shows them. */
    CommandLine withActions() {
        CommandLine line = new CommandLine(this);
        List.of(
                        new ListAction(terminal),
                        new ShowAction(terminal),
                        new OrderAction(terminal, Order.RETRY),
                        new OrderAction(terminal, Order.BOUNCE),
                        new OrderAction(terminal, Order.HOLD),
                        new OrderAction(terminal, Order.REROUTE))
                .forEach(action -> line.addSubcommand(action.name(), action.line()));
        return line;
    }

    @Override
    public void run() {
        throw common.misuse("name an action: list, show, retry, bounce, hold or reroute");
    }

    /** Where the queue is. */
    private static final class Place {
        @Option(
                names = "--overlay",
                paramLabel = "FILE",
                description = "The relay's overlay, which says where its queue is.")
        private Optional<String> overlay = Optional.empty();

        @Option(
                names = {"-q", "--queue"},
                paramLabel = "FOLDER",
                description = "The queue's folder, for a queue that is in one.")
        private Optional<String> folder = Optional.empty();
    }

    /** How entries are printed. */
    private static final class EntryFormat {
        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "pretty",
                description = "pretty or json: one object a line for each destination.")
        private Format format = Format.PRETTY;

        /** As it was called before. */
        @Option(names = "--json", hidden = true)
        private boolean isJsonAsked;

        boolean isJson() {
            return isJsonAsked || format == Format.JSON;
        }
    }

    /** What all actions do: find the queue, open it, say what went wrong. */
    private abstract static class Action implements Callable<Integer> {
        final Terminal terminal;

        @Mixin
        final Common common;

        @ArgGroup(exclusive = true, multiplicity = "1")
        private final Place place = new Place();

        Action(Terminal terminal) {
            this.terminal = terminal;
            this.common = new Common(terminal);
        }

        abstract String name();

        CommandLine line() {
            return new CommandLine(this);
        }

        abstract int act(QueueControl control) throws IOException;

        @Override
        public Integer call() {
            Optional<RelayConfiguration.Queue> queue = queue();
            if (queue.isEmpty()) {
                return Common.exitCode(place.overlay.map(terminal.folder()::resolve));
            }
            try (QueueControl control = QueueControl.open(queue.get(), Clock.systemUTC())) {
                return act(control);
            } catch (IOException e) {
                common.complain(String.valueOf(e.getMessage()));
                return ExitCode.FAILED;
            }
        }

        private Optional<RelayConfiguration.Queue> queue() {
            if (place.folder.isEmpty() && place.overlay.isEmpty()) {
                throw common.misuse("say where the queue is: --overlay FILE or --queue FOLDER");
            }
            if (place.folder.isPresent()) {
                Path folder = terminal.folder().resolve(place.folder.get());
                return Optional.of(RelayConfiguration.Queue.in(folder));
            }
            ConfigurationReader.QueueResult read =
                    ConfigurationReader.readQueue(terminal.folder().resolve(place.overlay.orElse("")));
            read.mistakes().forEach(mistake -> common.complain(mistake.toString()));
            return read.queue();
        }
    }

    @Command(
            name = "list",
            header = "Lists what is queued, oldest first.",
            description = "One entry for each message and destination.")
    private static final class ListAction extends Action {
        @Mixin
        private final EntryFormat form = new EntryFormat();

        ListAction(Terminal terminal) {
            super(terminal);
        }

        @Override
        String name() {
            return "list";
        }

        @Override
        int act(QueueControl control) throws IOException {
            List<MailQueue.Entry> entries = control.list();
            for (MailQueue.Entry entry : entries) {
                terminal.out().println(form.isJson() ? json(entry) : text(entry));
            }
            if (!form.isJson()) {
                Set<String> ids = new LinkedHashSet<>();
                entries.forEach(entry -> ids.add(entry.id()));
                terminal.out()
                        .println(
                                entries.isEmpty()
                                        ? "the queue is empty"
                                        : ids.size() + (ids.size() == 1 ? " message" : " messages"));
            }
            return ExitCode.GOOD;
        }
    }

    @Command(
            name = "show",
            header = "Shows one message: where it is bound and what was tried; with --content its octets.")
    private static final class ShowAction extends Action {
        @Parameters(paramLabel = "ID", description = "The queue id, as in the log and in the reply to DATA.")
        private String id = "";

        @Option(names = "--content", description = "Print the message itself, octet by octet, and nothing else.")
        private boolean isContent;

        @Mixin
        private final EntryFormat form = new EntryFormat();

        ShowAction(Terminal terminal) {
            super(terminal);
        }

        @Override
        String name() {
            return "show";
        }

        @Override
        int act(QueueControl control) throws IOException {
            List<MailQueue.Entry> entries = control.find(id);
            if (entries.isEmpty() || isContent && !control.copy(id, terminal.out())) {
                common.complain("there is no message `" + id + "` in the queue");
                return ExitCode.FAILED;
            }
            if (!isContent) {
                entries.forEach(entry -> terminal.out().println(form.isJson() ? json(entry) : text(entry)));
            }
            return ExitCode.GOOD;
        }
    }

    /** The four that change something. */
    @Command
    private static final class OrderAction extends Action {
        private final Order order;

        @Parameters(paramLabel = "ID", arity = "0..*", description = "Queue ids, as in the log.")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--all", description = "Everything in the queue.")
        private boolean isAll;

        OrderAction(Terminal terminal, Order order) {
            super(terminal);
            this.order = order;
        }

        @Override
        String name() {
            return order.name().toLowerCase(Locale.ROOT);
        }

        @Override
        CommandLine line() {
            CommandLine line = new CommandLine(this);
            line.getCommandSpec()
                    .name(name())
                    .usageMessage()
                    .header(
                            switch (order) {
                                case RETRY ->
                                    "Delivers messages at once, also those that are held, by the way they have.";
                                case BOUNCE -> "Gives messages back to their senders, with a report.";
                                case HOLD ->
                                    "Keeps messages back until they are retried or bounced; they do not expire meanwhile.";
                                case REROUTE ->
                                    "Decides messages anew, by the policy in force; reports refusals; held mail stays held.";
                            });
            return line;
        }

        @Override
        int act(QueueControl control) throws IOException {
            if (isAll == !ids.isEmpty()) {
                throw common.misuse("name messages by their ids, or say --all");
            }
            if (isAll) {
                done(control.orderAll(order));
                return ExitCode.GOOD;
            }
            int code = ExitCode.GOOD;
            int destinations = 0;
            for (String id : ids) {
                int parts = control.order(id, order);
                destinations += parts;
                if (parts == 0) {
                    common.complain("there is no message `" + id + "` in the queue");
                    code = ExitCode.FAILED;
                }
            }
            done(destinations);
            return code;
        }

        /** What the relay will do of it, in the unit in which {@code list} counts: a message for one destination. */
        private void done(int destinations) {
            String verb = destinations == 1 ? " is " : " are ";
            terminal.out()
                    .println(Summary.counted(destinations, "destination")
                            + switch (order) {
                                case RETRY -> verb + "tried at once";
                                case BOUNCE -> verb + "given up: a report goes to the sender";
                                case HOLD -> verb + "held";
                                case REROUTE -> verb + "decided anew";
                            });
        }
    }

    private static String text(MailQueue.Entry entry) {
        StringBuilder text = new StringBuilder();
        text.append(entry.id())
                .append("  ")
                .append(entry.received().truncatedTo(ChronoUnit.SECONDS))
                .append("  ")
                .append(entry.size())
                .append(" octets  from <")
                .append(entry.sender())
                .append('>');
        entry.recipients().forEach(to -> text.append("\n  to <").append(to).append('>'));
        text.append("\n  via ").append(entry.via()).append(" to ").append(entry.destination());
        text.append("\n  ").append(waiting(entry));
        if (!entry.last().isEmpty()) {
            text.append("\n  last answer: ").append(entry.last());
        }
        return text.toString();
    }

    private static String waiting(MailQueue.Entry entry) {
        String tries = entry.attempts() == 0
                ? "not tried yet"
                : "tried " + (entry.attempts() == 1 ? "once" : entry.attempts() + " times");
        return tries
                + switch (entry.state()) {
                    case HELD -> ", held";
                    case RETURNED -> ", goes back to its sender";
                    case REROUTED -> ", is decided anew";
                    case REROUTED_HELD -> ", is decided anew and held";
                    case DUE -> ", next at " + entry.next().truncatedTo(ChronoUnit.SECONDS);
                };
    }

    private static String json(MailQueue.Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", entry.id());
        fields.put("received", entry.received().toString());
        fields.put("size", entry.size());
        fields.put("from", entry.sender());
        fields.put("to", entry.recipients());
        fields.put("via", entry.via());
        fields.put("destination", entry.destination());
        fields.put(
                "state",
                entry.state() == State.DUE
                        ? "waiting"
                        : entry.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("attempts", entry.attempts());
        fields.put("next", entry.next().toString());
        fields.put("last", entry.last());
        return JsonMapper.shared().writeValueAsString(fields);
    }
}
