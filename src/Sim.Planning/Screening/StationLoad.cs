namespace Sim.Planning.Screening;

/// <summary>One station of a solved network.</summary>
/// <param name="Station">The station.</param>
/// <param name="ResidenceTime">Mean time of a customer here in one cycle, seconds.</param>
/// <param name="Customers">Mean customers here.</param>
/// <param name="Utilisation">Mean busy servers over servers, 0 to 1; for a delay station the mean customers.</param>
public readonly record struct StationLoad(Station Station, double ResidenceTime, double Customers, double Utilisation);
