namespace Sim.Testing.Queueing;

/// <summary>Hears of customers that leave a station.</summary>
public interface IDepartures
{
    /// <summary>A customer finished at <paramref name="station"/>, whose own state is already up to date.</summary>
    /// <param name="station">Where.</param>
    /// <param name="customer">The customer's number.</param>
    void OnDeparture(ServerPool station, int customer);
}
