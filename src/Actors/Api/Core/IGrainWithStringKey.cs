namespace Orleans;

/// <summary>Marker of grain interfaces whose grains are identified by a string.</summary>
public interface IGrainWithStringKey : IGrain;
