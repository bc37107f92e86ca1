using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>Producers and consumers of a container or a store who wait, choose, lose patience and try again, for ever.</summary>
internal sealed class StockChurn : IEventTarget
{
    private const int Actors = 20;
    private readonly RngStream _stream = new(1, 0, "churn");
    private readonly Container? _tank;
    private readonly Store? _store;
    private readonly ResourceTicket[] _tickets = new ResourceTicket[2 * Actors];

    public StockChurn(bool isTank)
    {
        if (isTank) _tank = new Container(Calendar, capacity: 30);
        else _store = new Store(Calendar, capacity: 10);
        for (var actor = 0; actor < 2 * Actors; actor++) Think(actor);
    }

    private enum Step { Ask, Answered, PatienceEnds }

    public EventCalendar Calendar { get; } = new(capacity: 4096);

    public StockStatistics Statistics => _tank?.Statistics ?? _store!.Statistics;

    public void OnEvent(in EventAction action)
    {
        var actor = action.Index;
        switch ((Step)action.Kind)
        {
            case Step.Ask:
                Ask(actor);
                Calendar.Schedule(SimDuration.FromNanoseconds(_stream.NextExponential() * 3000), new(this, (int)Step.PatienceEnds, actor, _tickets[actor].Value));
                break;
            case Step.Answered:
                Think(actor);
                break;
            case Step.PatienceEnds:
                var ticket = new ResourceTicket(action.Arg);
                if (_tank?.Withdraw(ticket) ?? _store!.Withdraw(ticket)) Think(actor);
                break;
        }
    }

    private void Ask(int actor)
    {
        var answered = new EventAction(this, (int)Step.Answered, actor);
        var isProducer = actor < Actors;
        if (_tank is not null)
        {
            var amount = 1 + _stream.NextIndex(20);
            _tickets[actor] = isProducer ? _tank.Put(amount, in answered) : _tank.Get(amount, in answered);
        }
        else if (isProducer)
        {
            _tickets[actor] = _store!.Put(_stream.NextIndex(4), in answered);
        }
        else
        {
            var filter = new ItemFilter(static (item, kind) => item == kind, _stream.NextIndex(4));
            _tickets[actor] = actor % 2 == 0 ? _store!.Get(in answered) : _store!.Get(in answered, in filter);
        }
    }

    private void Think(int actor) =>
        Calendar.Schedule(SimDuration.FromNanoseconds(_stream.NextExponential() * 1000), new(this, (int)Step.Ask, actor));
}
