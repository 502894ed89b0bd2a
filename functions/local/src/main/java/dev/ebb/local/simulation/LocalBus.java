package dev.ebb.local.simulation;

import dev.ebb.metering.MeterUsage;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.json.AnnouncementJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A bus in this process. What is announced comes to MeterUsage too, which has to let it pass. */
final class LocalBus implements Announcer {

    private final Function<String, MeterUsage.Result> metering;
    private final Observer observer;
    private final Clock clock;
    private final List<BusListener> listeners = new ArrayList<>();

    LocalBus(Function<String, MeterUsage.Result> metering, Observer observer, Clock clock) {
        this.metering = metering;
        this.observer = observer;
        this.clock = clock;
    }

    void join(BusListener listener) {
        listeners.add(listener);
    }

    @Override
    public void announce(List<Announcement> announcements) {
        for (Announcement announcement : announcements) {
            String event = AnnouncementJson.write(announcement);
            MeterUsage.Result result = metering.apply(event);
            if (!result.rejections().isEmpty() || !result.deferred().isEmpty()) {
                throw new NotAnnouncedException(
                        announcement.id() + ": MeterUsage did not let it pass: " + result, true);
            }
            observer.announced(announcement, clock.instant());
            listeners.forEach(listener -> listener.hear(event, clock.instant()));
        }
    }
}
