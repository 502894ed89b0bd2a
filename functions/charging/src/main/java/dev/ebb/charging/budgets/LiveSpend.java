package dev.ebb.charging.budgets;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.Rating;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.FleetMember;
import dev.ebb.metering.LiveMeters;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeterReading;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what is spent from the meters.
 *
 * <p>An account takes one request for its GPUs and one for each shard of its tokens, whatever it has. Tokens stand by the
 * hour, so of a whole month they would be many pages: what the last draft has of them counts, and of the meters the
 * quarter-hours after the draft's own. Those of that quarter-hour that came after the draft are in the next draft.
 * Without a draft all tokens of the period are read.
 */
public final class LiveSpend {

    private static final Duration TOKEN_MEMORY = Duration.ofHours(24);

    /** So many deployments are read for an account's figures: a second's work. */
    private static final int CLOSELY_READ = 100;

    private final LiveMeters meters;
    private final MeteredUsage usage;

    /** @param usage is asked for tokens, and of an account that is looked at closely for sessions */
    public LiveSpend(LiveMeters meters, MeteredUsage usage) {
        this.meters = meters;
        this.usage = usage;
    }

    /**
     * What has just been charged, with the deployments behind it.
     *
     * @param now is in the period that the draft is of
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time
     */
    public AccountFigures charged(String account, Charged charged, Instant now, Deadline deadline) {
        LastDraft.Draft draft = LastDraft.Draft.of(charged);
        AccountFigures figures =
                account(account, charged.draft().period(), charged.tariff(), Optional.of(draft), now, deadline);
        return new AccountFigures(
                figures.tariff(), figures.spend(), figures.accruedBound(), Burning.of(charged.fleet()));
    }

    /**
     * An account's figures, without its deployments.
     *
     * @param period the one that {@code now} is in
     * @param draft of that period, if there is one
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time
     */
    public AccountFigures account(
            String account,
            Period period,
            Tariff tariff,
            Optional<LastDraft.Draft> draft,
            Instant now,
            Deadline deadline) {
        return account(account, period, tariff, draft, () -> Steady.NONE, now, deadline);
    }

    /**
     * The same, with less doubt about what commitments cover. Where there is any, the sessions of deployments are read: of
     * those with the most replicas, at most {@value #CLOSELY_READ}.
     */
    public AccountFigures closely(
            String account,
            Period period,
            Tariff tariff,
            Optional<LastDraft.Draft> draft,
            Instant now,
            Deadline deadline) {
        return account(account, period, tariff, draft, () -> steady(account, period, now, deadline), now, deadline);
    }

    private Steady steady(String account, Period period, Instant now, Deadline deadline) {
        Instant latest = AccruedBound.latest(period, now);
        return Steady.ofSessions(meters.fleet(account, deadline).stream()
                .sorted(Comparator.comparingLong(FleetMember::readyReplicas).reversed())
                .limit(CLOSELY_READ)
                .map(member -> usage.deployment(member.id(), period.from(), latest, latest))
                .toList());
    }

    /** @param steady asked only where commitments leave a doubt */
    AccountFigures account(
            String account,
            Period period,
            Tariff tariff,
            Optional<LastDraft.Draft> draft,
            Supplier<Steady> steady,
            Instant now,
            Deadline deadline) {
        MeterReading reading = meters.account(account, period.from(), deadline);
        GpuAccrual metered = GpuAccrual.of(reading, tariff, period.from(), now);
        boolean isDoubtful = metered.doubt().compareTo(Fraction.ZERO) > 0
                && Reservations.any(tariff.agreement(), period.from(), now);
        Steady known = isDoubtful ? steady.get() : Steady.NONE;
        GpuAccrual gpus = AccruedBound.narrowed(
                isDoubtful ? GpuAccrual.of(reading, tariff, known, period.from(), now) : metered,
                reading,
                tariff,
                period,
                draft,
                now);
        Tokens tokens = tokens(account, period, tariff, draft, now);
        Agreement agreement = tariff.agreement();
        Spend spend = new Spend(
                period,
                now,
                tariff.currency(),
                gpus.amount(),
                gpus.doubt(),
                tokens.accrued(),
                Reservations.cost(agreement, period.from(), now),
                draft.map(LastDraft.Draft::adjustments).orElse(Fraction.ZERO),
                GpuAccrual.burn(reading, tariff, now),
                tokens.perHour(),
                Reservations.cost(agreement, now, period.to()),
                gpus.unpriced() || tokens.unpriced());
        Fraction bound = AccruedBound.gpus(reading, tariff, known, period, draft, now)
                .plus(tokens.bound())
                .plus(spend.committed())
                .plus(spend.adjustments());
        return new AccountFigures(tariff, spend, bound, List.of());
    }

    /** @param bound counts the quarter-hour of the draft in the draft and in the meters */
    private record Tokens(Fraction accrued, Fraction bound, Fraction perHour, boolean unpriced) {}

    private Tokens tokens(String account, Period period, Tariff tariff, Optional<LastDraft.Draft> draft, Instant now) {
        Instant lastDay = later(Meter.quarterOf(now.minus(TOKEN_MEMORY)), period.from());
        Instant drafted = draft.map(each -> later(Meter.quarterOf(each.asOf()), period.from()))
                .orElse(period.from());
        Instant end = Meter.quarterOf(now).plusMillis(Meter.QUARTER_MILLIS);
        Instant from = drafted.isBefore(lastDay) ? drafted : lastDay;
        List<TokenUsage> read = usage.tokens(account, from, end);
        Rating rating = new Rating(tariff);
        Fraction before = draft.map(LastDraft.Draft::tokens).orElse(Fraction.ZERO);
        Instant counted = draft.isPresent() ? drafted.plusMillis(Meter.QUARTER_MILLIS) : drafted;
        Fraction sinceLastDay = cost(rating, read, lastDay);
        Duration elapsed = Duration.between(lastDay, now);
        boolean unpriced = rating.tokenLines(read).stream()
                .anyMatch(line -> line.exactAmount().isEmpty());
        return new Tokens(
                before.plus(cost(rating, read, counted)),
                before.plus(cost(rating, read, drafted)),
                elapsed.isZero() ? Fraction.ZERO : sinceLastDay.dividedBy(Spend.hours(elapsed)),
                unpriced);
    }

    private static Fraction cost(Rating rating, List<TokenUsage> usage, Instant from) {
        List<TokenUsage> since =
                usage.stream().filter(each -> !each.quarter().isBefore(from)).toList();
        return Fraction.sum(rating.tokenLines(since).stream()
                .map(Line::exactAmount)
                .flatMap(Optional::stream)
                .toList());
    }

    private static Instant later(Instant one, Instant two) {
        return one.isAfter(two) ? one : two;
    }

    /**
     * What deployments with these labels spend: the list of deployments with their labels, and one request for each
     * deployment that has one of them. A deployment's present labels count for all of the period, and its last ones after
     * it was deleted.
     *
     * @param now in the period, or its end if that is past
     * @throws dev.ebb.metering.LedgerUnavailableException if the table can't be reached in time
     */
    public Map<Label, LabelFigures> labels(
            String account, Set<Label> labels, Period period, Tariff tariff, Instant now, Deadline deadline) {
        if (labels.isEmpty()) {
            return Map.of();
        }
        Tariff listed = new Tariff(tariff.book(), Reservations.without(tariff.agreement()));
        Map<Label, List<One>> found = new LinkedHashMap<>();
        labels.forEach(label -> found.put(label, new ArrayList<>()));
        for (FleetMember member : meters.fleet(account, deadline)) {
            List<Label> its =
                    labels.stream().filter(label -> has(member, label)).toList();
            if (!its.isEmpty()) {
                MeterReading reading = meters.deployment(member.id(), period.from(), deadline);
                One one = new One(
                        new Burning(
                                member.id().name(),
                                now.isBefore(period.to()) ? GpuAccrual.burn(reading, listed, now) : Fraction.ZERO),
                        GpuAccrual.of(reading, listed, period.from(), now));
                its.forEach(
                        label -> found.getOrDefault(label, new ArrayList<>()).add(one));
            }
        }
        Map<Label, LabelFigures> figures = new LinkedHashMap<>();
        found.forEach((label, all) -> figures.put(label, figures(label, all, period, tariff, now)));
        return figures;
    }

    private record One(Burning burning, GpuAccrual accrued) {}

    private static boolean has(FleetMember member, Label label) {
        return label.value().equals(member.labels().get(label.name()));
    }

    private static LabelFigures figures(Label label, List<One> all, Period period, Tariff tariff, Instant now) {
        Fraction gpus = Fraction.ZERO;
        Fraction doubt = Fraction.ZERO;
        Fraction burn = Fraction.ZERO;
        boolean unpriced = false;
        for (One one : all) {
            gpus = gpus.plus(one.accrued().amount());
            doubt = doubt.plus(one.accrued().doubt());
            burn = burn.plus(one.burning().perHour());
            unpriced |= one.accrued().unpriced();
        }
        Spend spend = new Spend(
                period,
                now,
                tariff.currency(),
                gpus,
                doubt,
                Fraction.ZERO,
                Fraction.ZERO,
                Fraction.ZERO,
                burn,
                Fraction.ZERO,
                Fraction.ZERO,
                unpriced);
        List<Burning> burning = all.stream()
                .map(One::burning)
                .filter(each -> each.perHour().compareTo(Fraction.ZERO) > 0)
                .sorted(Burning.ORDER)
                .toList();
        return new LabelFigures(label, spend, burning);
    }
}
